import { describe, expect, it } from 'vitest';
import { lawOfMasses, type SiteEnergy, siteKernel } from '../../src/sites/index.ts';
import { fittedOrder } from '../systems/support.ts';
import {
  doubleWell,
  energiesOf,
  integral,
  largestIncrease,
  line,
  meanOf,
  normalDensity,
  type Start,
  square,
  startOnLine,
  stepsFrom,
  varianceOf,
} from './support.ts';

/** The step of grids whose sites are all alike. */
const withEntropy = (start: Start, entropy: number): Start => {
  const { sites } = start.kernel;
  const volumes = new Float64Array(sites.length).fill(sites[1]! - sites[0]!);
  return { ...start, energy: { ...start.energy, entropy, volumes } };
};

/** G(a⁺ − a) + (2δ/ε)(VG − GV)a⁺ with V + λ log(μ⁺/h) for V, where a⁺ has not underflowed: what an implicit step makes zero. */
async function residualOf(
  { kernel, law, energy }: Start,
  scaled: Float64Array,
  stepSize: number,
): Promise<Float64Array> {
  const before = await kernel.apply(law.coefficients);
  const direction = await kernel.apply(scaled);
  // a⁺ was divided by its norm; (a⁺ − a)ᵀGa⁺ = 0 says what that norm was.
  const size = scaled.reduce((sum, value, i) => sum + value * before[i]!, 0);
  const a = scaled.map((value) => value * size);
  const image = direction.map((value) => value * size);
  const level = a.map((value, i) =>
    value > 0
      ? energy.potential[i]! + energy.entropy * Math.log((value * image[i]!) / energy.volumes[i]!)
      : energy.potential[i]!,
  );
  const moved = await kernel.apply(a.map((value, i) => value * level[i]!));
  const rate = (2 * stepSize) / kernel.epsilon;
  return image.map((b, i) => (a[i]! > 0 ? b - before[i]! + rate * (level[i]! * b - moved[i]!) : 0));
}

describe('with an entropy', () => {
  const ornstein = async (): Promise<Start> => {
    const sites = line(61, -2.4, 2.4);
    return withEntropy(await startOnLine(sites, 0.1, (x) => 0.5 * x ** 2, normalDensity(0.5, 0.3)), 0.2);
  };

  it('record: λ = .2, ε = .1, from N(.5, .3²), variance at t = .5, of order 1', async () => {
    const start = await ornstein();
    const errors: [number, number][] = [];
    for (const count of [10, 20, 40]) {
      const steps = await stepsFrom(start, count, { stepSize: 0.5 / count });
      const { masses } = steps.at(-1)!.law;
      errors.push([0.5 / count, varianceOf(masses, start.kernel.sites) - 0.16031271781807868]);
      expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(0);
    }
    expect(Math.abs(errors[2]![1])).toBeLessThan(0.01 * 0.1603);
    expect(fittedOrder(errors)).toBeCloseTo(1, 1);
  });

  it.each([
    { epsilon: 1, entropy: 0.01, stepSize: 0.01, dirac: true },
    { epsilon: 0.1, entropy: 0.1, stepSize: 0.01, dirac: true },
    { epsilon: 0.05, entropy: 0.1, stepSize: 0.01, dirac: false },
    { epsilon: 0.05, entropy: 1, stepSize: 0.2, dirac: true },
  ])('solves its equation, from Diracs too: %j', async ({ epsilon, entropy, stepSize, dirac }) => {
    const x = line(81, -1, 1);
    const density = dirac ? (_: number, i: number) => (i === 20 ? 1 : 0) : normalDensity(-0.5, 0.1);
    const start = withEntropy(await startOnLine(x, epsilon, doubleWell, density), entropy);
    const steps = await stepsFrom(start, 3, { stepSize });
    let law = start.law;
    for (const step of steps) {
      const residual = await residualOf({ ...start, law }, step.law.coefficients, stepSize);
      expect(Math.max(...residual.map(Math.abs))).toBeLessThan(1e-7);
      expect(step.status).toBe('converged');
      expect(step.pressure.every((value) => value === 0)).toBe(true);
      expect(Math.abs(integral(step.law.masses, x, () => 1) - 1)).toBeLessThan(1e-12);
      law = step.law;
    }
    expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(1e-12);
  });

  it('comes to the Gibbs law, over the barrier', async () => {
    const x = line(41, -1, 1);
    const start = withEntropy(await startOnLine(x, 0.5, doubleWell, normalDensity(-0.6, 0.1)), 1);
    const { masses } = (await stepsFrom(start, 60, { stepSize: 0.1 })).at(-1)!.law;
    const weights = x.map((value) => Math.exp(-doubleWell(value)));
    const total = weights.reduce((sum, weight) => sum + weight);
    masses.forEach((mass, i) => {
      expect(mass).toBeCloseTo(weights[i]! / total, 8);
    });
  });

  it('works in the plane without a matrix of all sites', async () => {
    const sites = square(24);
    const kernel = siteKernel({ sites, dimension: 2, epsilon: 0.2 });
    const x = sites.filter((_, at) => at % 2 === 0);
    const y = sites.filter((_, at) => at % 2 === 1);
    const energy: SiteEnergy = {
      potential: x.map((value, i) => 2 * value ** 2 + 6 * y[i]! ** 2),
      entropy: 0.25,
      volumes: new Float64Array(576).fill((2 / 23) ** 2),
    };
    const law = await lawOfMasses(
      kernel,
      x.map((value, i) => normalDensity(0.3, 0.2)(value) * normalDensity(0, 0.2)(y[i]!)),
    );
    const start = { kernel, law, energy };
    const steps = await stepsFrom(start, 40, { stepSize: 0.05 });
    expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(1e-12);
    const { masses } = steps.at(-1)!.law;
    expect(meanOf(masses, x)).toBeCloseTo(0, 3);
    const weights = energy.potential.map((value) => Math.exp(-value / 0.25));
    const total = weights.reduce((sum, weight) => sum + weight);
    expect(varianceOf(masses, y)).toBeCloseTo(
      varianceOf(
        weights.map((weight) => weight / total),
        y,
      ),
      3,
    );
  });

  it('says in one line that Newton came to no end', async () => {
    const x = line(81, -1, 1);
    const start = withEntropy(await startOnLine(x, 0.1, doubleWell, (_, i) => (i === 20 ? 1 : 0)), 0.01);
    await expect(stepsFrom(start, 1, { stepSize: 0.01, maxIterations: 3 })).rejects.toThrow(
      /^Newton's method for the entropy found no law in 3 steps; take a shorter step, a larger epsilon or the method sinkhorn-jko$/,
    );
  });
});
