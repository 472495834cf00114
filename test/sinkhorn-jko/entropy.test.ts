import { describe, expect, it } from 'vitest';
import { sinkhornJkoStep } from '../../src/sinkhorn-jko/index.ts';
import { energyOf, lawOfMasses, type SiteEnergy, type SiteLaw, siteKernel } from '../../src/sites/index.ts';
import { line } from './support.ts';

const sites = line(-2, 2, 41);
const left = (x: number): number => Math.exp(-((x + 1) ** 2) / 0.2);

/** −log of a mixture of four Gaussians of deviation .4. */
function fourModes(x: number): number {
  const modes = [[-0.6, 0.248381], [1.121, 0.325617], [-1.484, 0.291123], [0.964, 0.134879]] as const; // biome-ignore format: a table
  const density = modes.reduce((sum, [mean, weight]) => sum + weight * Math.exp(-((x - mean) ** 2) / 0.32), 0);
  return -Math.log(density / (0.4 * Math.sqrt(2 * Math.PI)));
}

const energyWith = (potential: (x: number) => number, entropy: number): SiteEnergy => ({
  potential: sites.map(potential),
  entropy,
  volumes: new Float64Array(41).fill(0.1),
});

const startFor = async (epsilon: number) => {
  const kernel = siteKernel({ sites, dimension: 1, epsilon });
  return { kernel, law: await lawOfMasses(kernel, sites.map(left)) };
};

/** max |log R| where the mass is more than 1e-12, R by its definition in plain sums. */
function faultOf(law: SiteLaw, before: SiteLaw, energy: SiteEnergy, rate: number, epsilon: number): number {
  const apply = (v: Float64Array): Float64Array =>
    sites.map((x) => sites.reduce((sum, y, j) => sum + Math.exp(-((x - y) ** 2) / epsilon) * v[j]!, 0));
  const a = law.coefficients;
  const slope = apply(a);
  const factors = a.map((value, i) => {
    const level = Math.log((value * slope[i]!) / energy.volumes[i]!);
    return value > 0 ? Math.exp(-rate * (energy.potential[i]! - 1 + energy.entropy * level)) : 0;
  });
  const image = apply(a.map((value, i) => factors[i]! * value));
  const pull = apply(before.masses.map((mass, j) => mass / image[j]!));
  const logs = factors.map((factor, i) => Math.log((factor * pull[i]!) / slope[i]!));
  return logs.reduce((top, log, i) => (law.masses[i]! > 1e-12 ? Math.max(top, Math.abs(log)) : top), 0);
}

describe('a step with an entropy', () => {
  // E of the root that scipy's least_squares finds for log R = 0, to 1e-15.
  it('is solved where the kernel is wide and the entropy weak: λ = .2, ε = .6, τ = .03', async () => {
    const { kernel, law } = await startFor(0.6);
    const energy = energyWith(fourModes, 0.2);
    const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.03 });
    expect(step.status).toBe('converged');
    expect(energyOf(energy, step.law.masses)).toBeCloseTo(1.1863, 3);
    expect(faultOf(step.law, law, energy, 0.1, 0.6)).toBeLessThan(1e-3);
  });

  const scan = [0.01, 0.05, 0.2, 1].flatMap((entropy) =>
    [0.1, 0.6, 2].flatMap((epsilon) => [0.003, 0.03, 0.3].map((stepSize) => [entropy, epsilon, stepSize] as const)),
  );
  it.each(scan)('meets R = 1 at all sites with mass: λ = %d, ε = %d, τ = %d', async (entropy, epsilon, stepSize) => {
    const { kernel, law } = await startFor(epsilon);
    const energy = energyWith(fourModes, entropy);
    const rate = (2 * stepSize) / epsilon;
    const step = await sinkhornJkoStep(kernel, law, energy, { stepSize, tolerance: 1e-6 * Math.min(1, rate) });
    expect(step.status).toBe('converged');
    expect(energyOf(energy, step.law.masses)).toBeLessThan(energyOf(energy, law.masses));
    expect(faultOf(step.law, law, energy, rate, epsilon)).toBeLessThan(0.1);
  });

  it.each([0.01, 0.1, 1])('never goes uphill in a potential of millions, ε = %d', async (epsilon) => {
    const { kernel, law: start } = await startFor(epsilon);
    const energy = energyWith((x) => (x - 0.3) ** 2 / 2e-6 + 0.5 * Math.log(2e-6 * Math.PI), 1);
    for (const stepSize of [0.005, 0.05, 0.5]) {
      let law = start;
      for (let k = 0; k < 4; k++) {
        const step = await sinkhornJkoStep(kernel, law, energy, { stepSize });
        expect(step.status).toBe('converged');
        expect(energyOf(energy, step.law.masses)).toBeLessThan(energyOf(energy, law.masses) + 1e-9);
        law = step.law;
      }
      // All mass at the one site at the bottom: log(1/h) − ½ log(2π·10⁶).
      expect(energyOf(energy, law.masses)).toBeCloseTo(Math.log(10) + 0.5 * Math.log(2e-6 * Math.PI), 3);
    }
  });

  it('says when the iterations run out, and then too has mass 1 and no pressure', async () => {
    const { kernel, law } = await startFor(0.6);
    const energy = energyWith(fourModes, 0.01);
    const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.03, maxIterations: 110 });
    expect(step).toMatchObject({ status: 'max-iterations', report: { iterations: 110 } });
    expect(energyOf(energy, step.law.masses)).toBeLessThanOrEqual(energyOf(energy, law.masses));
    expect(step.law.masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    expect(step.pressure).toEqual(new Float64Array(41));
  });
});
