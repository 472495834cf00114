import { describe, expect, it } from 'vitest';
import { sinkhornJkoStep } from '../../src/sinkhorn-jko/index.ts';
import { energyOf, lawOfMasses, type SiteEnergy, siteKernel } from '../../src/sites/index.ts';
import { line } from './support.ts';

const sites = line(-2, 2, 41);

/** 41 sites .1 apart in the parabola x²/2, with ½ΣΣ W(|x_i − x_j|) μ_i μ_j. */
async function repelled(epsilon: number, entropy: number, kernel: (distance: number) => number) {
  const matrix = Array.from(sites, (x) => sites.map((y) => kernel(Math.abs(x - y))));
  const interaction = (masses: Float64Array): Float64Array =>
    Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * masses[j]!, 0));
  const volumes = new Float64Array(41).fill(0.1);
  const energy: SiteEnergy = { potential: sites.map((x) => x ** 2 / 2), entropy, volumes, interaction };
  const sitesKernel = siteKernel({ sites, dimension: 1, epsilon });
  const law = await lawOfMasses(
    sitesKernel,
    sites.map((x) => Math.exp(-((x + 0.5) ** 2) / 0.1)),
  );
  return { kernel: sitesKernel, law, energy };
}

const narrow = (distance: number): number => 30 * Math.exp(-(distance ** 2) / (2 * 0.05 ** 2));
/** −50 log d, on the diagonal its mean over two points of a cell. */
const logarithmic = (distance: number): number =>
  distance < 0.05 ? -50 * (Math.log(0.1) - 1.5) : -50 * Math.log(distance);

describe('a strong repulsion', () => {
  const cases = [narrow, logarithmic].flatMap((kernel) =>
    [0.1, 0.5, 2].flatMap((epsilon) => [0, 0.2].map((entropy) => [kernel.name, epsilon, entropy, kernel] as const)),
  );
  it.each(cases)(
    '%s, ε = %d, λ = %d: each step is solved and goes downhill',
    async (_, epsilon, entropy, repulsion) => {
      const { kernel, law: start, energy } = await repelled(epsilon, entropy, repulsion);
      let law = start;
      for (let k = 0; k < 3; k++) {
        const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.05 });
        expect(step.status).toBe('converged');
        expect(step.report.excess).toBeLessThanOrEqual(1e-3);
        expect(energyOf(energy, step.law.masses)).toBeLessThan(energyOf(energy, law.masses));
        law = step.law;
      }
    },
  );

  it('is solved as mirror descent solves it, which only knows the objective', async () => {
    const { kernel, law, energy } = await repelled(0.5, 0, narrow);
    const options = { stepSize: 0.05, tolerance: 1e-3 };
    const step = await sinkhornJkoStep(kernel, law, energy, options);
    const slow = await sinkhornJkoStep(kernel, law, energy, { ...options, solver: 'mirror-descent' });
    expect(slow.status).toBe('converged');
    const difference = energyOf(energy, step.law.masses) - energyOf(energy, slow.law.masses);
    expect(Math.abs(difference)).toBeLessThan(0.02);
  });

  it.each([1, 3, 10])('never goes uphill, also where only %d iterations are allowed', async (maxIterations) => {
    for (const entropy of [0, 0.2]) {
      const { kernel, law, energy } = await repelled(0.5, entropy, narrow);
      const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.05, maxIterations });
      expect(step.status).not.toBe('converged');
      expect(energyOf(energy, step.law.masses)).toBeLessThanOrEqual(energyOf(energy, law.masses));
    }
  });
});
