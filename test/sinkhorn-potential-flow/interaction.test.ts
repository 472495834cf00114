import { describe, expect, it } from 'vitest';
import { gaussianSinkhornPotentialFlow } from '../../src/sinkhorn-gaussian/index.ts';
import {
  energiesOf,
  integral,
  largestIncrease,
  line,
  meanOf,
  normalDensity,
  potentialOnly,
  type Start,
  startOnLine,
  stepsFrom,
  varianceOf,
} from './support.ts';

/** With ½ΣΣ W(x_i − x_j) μ_i μ_j. */
function withInteraction(start: Start, kernel: (z: number) => number): Start {
  const { sites } = start.kernel;
  const interaction = (masses: Float64Array): Float64Array =>
    sites.map((x) => integral(masses, sites, (y) => kernel(x - y)));
  return { ...start, energy: { ...start.energy, interaction } };
}

const inParabola = async (): Promise<Start> =>
  startOnLine(line(61, -3, 3), 0.2, (x) => 0.4 * x ** 2, normalDensity(0.8, 0.5));

describe('with an interaction', () => {
  it('an attraction k|x − y|²/2 adds k to the curvature for the variance and leaves the mean alone', async () => {
    const start = withInteraction(await inParabola(), (z) => 0.35 * z ** 2);
    const exact = gaussianSinkhornPotentialFlow(
      { mean: [0.8], covariance: [[0.25]] },
      { mean: [0], precision: [[0.8]], temperature: 0, attraction: 0.7 },
      { epsilon: 0.2, time: 0.4 },
    );
    const errors: number[] = [];
    for (const count of [8, 16]) {
      const steps = await stepsFrom(start, count, { stepSize: 0.4 / count });
      expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(0);
      const { masses } = steps.at(-1)!.law;
      errors.push(varianceOf(masses, start.kernel.sites) - exact.covariance[0]![0]!);
      expect(Math.abs(meanOf(masses, start.kernel.sites) - exact.mean[0]!)).toBeLessThan(0.1 / count);
    }
    expect(errors[1]).toBeLessThan(2e-3);
    expect(errors[0]! / errors[1]!).toBeGreaterThan(1.8);
    expect(errors[0]! / errors[1]!).toBeLessThan(2.6);
  });

  it.each([1, 0.5])('is that of the law at both ends, weighed by θ = %d', async (theta) => {
    const start = withInteraction(await inParabola(), (z) => Math.exp(-(z ** 2)));
    const options = { stepSize: 0.05, theta };
    const [step] = await stepsFrom(start, 1, options);
    const [before, after] = [start.law.masses, step!.law.masses].map(start.energy.interaction!);
    const potential = start.energy.potential.map((value, i) => value + theta * after![i]! + (1 - theta) * before![i]!);
    const [frozen] = await stepsFrom({ ...start, energy: potentialOnly(potential) }, 1, options);
    const x = start.kernel.sites;
    expect(meanOf(frozen!.law.masses, x)).toBeCloseTo(meanOf(step!.law.masses, x), 7);
    expect(varianceOf(frozen!.law.masses, x)).toBeCloseTo(varianceOf(step!.law.masses, x), 7);
    expect(step!.report.interactionRounds).toBeGreaterThan(1);
  });

  it('says so where it is much narrower than the kernel and no iteration settles', async () => {
    const start = withInteraction(await inParabola(), (z) => 3 * Math.exp(-(z ** 2) / (2 * 0.2 ** 2)));
    const [step] = await stepsFrom(start, 1, { stepSize: 0.02 });
    expect(step!.status).toBe('stalled');
    expect(step!.report.interactionChange).toBeGreaterThan(1e-3);
  });

  it.each([0.5, 2])(
    'settles with an entropy though it repels much and is far narrower than the kernel, ε = %d',
    async (epsilon) => {
      const parabola = await startOnLine(line(41, -2, 2), epsilon, (x) => 0.5 * x ** 2, normalDensity(-0.5, 0.23));
      const narrow = withInteraction(parabola, (z) => 30 * Math.exp(-(z ** 2) / (2 * 0.05 ** 2)));
      const start = { ...narrow, energy: { ...narrow.energy, entropy: 0.2, volumes: new Float64Array(41).fill(0.1) } };
      const steps = await stepsFrom(start, 3, { stepSize: 0.05 });
      expect(steps.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
      expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(0);
    },
  );

  it('goes with an entropy', async () => {
    const start = withInteraction(await inParabola(), (z) => 0.35 * z ** 2);
    const both = { ...start, energy: { ...start.energy, entropy: 0.3, volumes: new Float64Array(61).fill(0.1) } };
    const exact = gaussianSinkhornPotentialFlow(
      { mean: [0.8], covariance: [[0.25]] },
      { mean: [0], precision: [[0.8]], temperature: 0.3, attraction: 0.7 },
      { epsilon: 0.2, time: 0.4 },
    );
    const { masses } = (await stepsFrom(both, 32, { stepSize: 0.0125 })).at(-1)!.law;
    expect(Math.abs(varianceOf(masses, start.kernel.sites) - exact.covariance[0]![0]!)).toBeLessThan(1e-3);
  });
});
