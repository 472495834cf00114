import { describe, expect, it } from 'vitest';
import { gaussianCollapseTime, gaussianSinkhornPotentialFlow } from '../../src/sinkhorn-gaussian/index.ts';
import { innerProduct, lawOfMasses, siteKernel } from '../../src/sites/index.ts';
import { fittedOrder } from '../systems/support.ts';
import {
  doubleWell,
  energiesOf,
  integral,
  largestIncrease,
  line,
  meanOf,
  normalDensity,
  potentialOnly,
  rightOf,
  square,
  startOnLine,
  stepsFrom,
  varianceOf,
} from './support.ts';

/** Measured by two independent float64 implementations of the Sinkhorn potential flow (arXiv 2511.14278), cost |x − y|². */
const records = {
  doubleWellMass: [0.13153398819465892, 0.6113679495489545, 0.9615684690887164],
  doubleWellEnergy: [4.202294987884746, 1.944870570560453, 0.20764216279711045],
  doubleWellHit: 0.564,
  errorsOfThe: {
    implicit: [-0.0102, -0.005, -0.0027, -0.0015],
    half: [-0.0022, -0.0008, -0.0007, -0.0005],
  },
  distances: [0.9376768560276205, 0.8736112058263419, 0.8026989852423898, 0.5790886902294387],
  planeMass: [0.12294449171063306, 0.3404767640691246, 0.5973949029700257],
  vanishingEpsilon: { mean: 0.6126868510990557, variance: 0.006768618407803086 },
};

const x = line(41, -1, 1);
const inDoubleWell = (mean = -0.6, deviation = 0.1) => startOnLine(x, 1, doubleWell, normalDensity(mean, deviation));
const lowest = Math.min(...x.map(doubleWell));

describe('the double well, 41 sites, ε = 1', () => {
  it('teleports: mass and energy at t = .1, .3, .5 and the time at which the minimum is reached', async () => {
    const start = await inDoubleWell();
    const steps = await stepsFrom(start, 300, { stepSize: 0.002, theta: 0.5 });
    const energies = energiesOf(start, steps).map((value) => value - lowest);
    [50, 150, 250].forEach((step, i) => {
      expect(rightOf(steps[step - 1]!.law.masses, x)).toBeCloseTo(records.doubleWellMass[i]!, 8);
      expect(energies[step]).toBeCloseTo(records.doubleWellEnergy[i]!, 8);
    });
    expect(energies.findIndex((value) => value < 1e-3) * 0.002).toBeCloseTo(records.doubleWellHit, 10);
    expect(largestIncrease(energies)).toBeLessThan(1e-12);
  });

  it.each([
    { theta: 1, errors: records.errorsOfThe.implicit },
    { theta: 0.5, errors: records.errorsOfThe.half },
  ])('has the errors of the table at t = .3, θ = $theta', async ({ theta, errors }) => {
    const start = await inDoubleWell();
    for (const [i, stepSize] of [0.03, 0.015, 0.0075, 0.00375].entries()) {
      const steps = await stepsFrom(start, Math.round(0.3 / stepSize), { stepSize, theta });
      expect(Math.abs(rightOf(steps.at(-1)!.law.masses, x) - 0.6117 - errors[i]!)).toBeLessThan(1e-4);
    }
  });

  it('never takes two flows apart: |b₁ − b₂| in the RKHS', async () => {
    const [first, second] = [await inDoubleWell(), await inDoubleWell(0.2, 0.2)];
    for (const { theta, stepSize } of [
      { theta: 0.5, stepSize: 0.002 },
      { theta: 1, stepSize: 0.01 },
    ]) {
      const count = Math.round(0.3 / stepSize);
      const one = [first.law, ...(await stepsFrom(first, count, { stepSize, theta })).map(({ law }) => law)];
      const two = [second.law, ...(await stepsFrom(second, count, { stepSize, theta })).map(({ law }) => law)];
      const distances: number[] = [];
      for (const [i, law] of one.entries()) {
        distances.push(Math.sqrt(2 - 2 * (await innerProduct(first.kernel, law, two[i]!))));
      }
      expect(largestIncrease(distances)).toBeLessThan(0);
      records.distances.forEach((distance, i) => {
        const reached = distances[Math.round((0.1 * i) / stepSize)]!;
        expect(Math.abs(reached - distance)).toBeLessThan(theta === 0.5 ? 1e-8 : 0.015);
      });
    }
  });
});

describe('a Gaussian in a parabola, ε = .2', () => {
  const exact = gaussianSinkhornPotentialFlow(
    { mean: [0.8], covariance: [[0.25]] },
    { mean: [0], precision: [[1]], temperature: 0 },
    { epsilon: 0.2, time: 0.5 },
  );
  const sites = line(61, -3, 3);
  const inParabola = () => startOnLine(sites, 0.2, (value) => 0.5 * value ** 2, normalDensity(0.8, 0.5));

  const errorsAfter = async (count: number, theta: number): Promise<[mean: number, variance: number]> => {
    const { masses } = (await stepsFrom(await inParabola(), count, { stepSize: 0.5 / count, theta })).at(-1)!.law;
    return [meanOf(masses, sites) - exact.mean[0]!, varianceOf(masses, sites) - exact.covariance[0]![0]!];
  };

  it('has the law of the closed form at t = .5, to first order for θ = 1', async () => {
    const counts = [10, 20, 40];
    const errors: [number, number][] = [];
    for (const count of counts) errors.push(await errorsAfter(count, 1));
    expect(Math.abs(errors[2]![0])).toBeLessThan(1.5e-3);
    expect(Math.abs(errors[2]![1])).toBeLessThan(9e-4);
    for (const moment of [0, 1]) {
      const order = fittedOrder(counts.map((count, i) => [1 / count, errors[i]![moment]!]));
      expect(Math.abs(order - 1)).toBeLessThan(0.25);
    }
  });

  it('is nearer by two digits for θ = ½', async () => {
    const [mean, variance] = await errorsAfter(40, 0.5);
    expect(Math.abs(mean)).toBeLessThan(1.5e-5);
    // The grid accounts for most of it.
    expect(Math.abs(variance)).toBeLessThan(6e-6);
  });

  it('is a Dirac from the time of collapse on', async () => {
    const law = { mean: [0.8], covariance: [[0.25]] };
    const collapse = gaussianCollapseTime(law, { mean: [0], precision: [[1]], temperature: 0 }, 0.2);
    const steps = await stepsFrom(await inParabola(), 65, { stepSize: 0.02 });
    const isDirac = steps.map(({ law: { masses } }) => Math.sqrt(varianceOf(masses, sites)) < 0.51 * 0.1);
    const first = isDirac.indexOf(true);
    expect(Math.abs((first + 1) * 0.02 - collapse)).toBeLessThan(0.05 * collapse);
    expect(isDirac.slice(first).every(Boolean)).toBe(true);
  });
});

describe('beside the double well', () => {
  it('20 × 20 sites, δ = .01: mass at t = .1, .2, .3', async () => {
    const sites = square(20);
    const first = sites.filter((_, at) => at % 2 === 0);
    const second = sites.filter((_, at) => at % 2 === 1);
    const kernel = siteKernel({ sites, dimension: 2, epsilon: 1 });
    const density = first.map((value, i) => Math.exp(-((value + 0.6) ** 2 + second[i]! ** 2) / 0.02));
    const start = {
      kernel,
      law: await lawOfMasses(kernel, density),
      energy: potentialOnly(first.map((value, i) => doubleWell(value) + 4 * second[i]! ** 2)),
    };
    const steps = await stepsFrom(start, 30, { stepSize: 0.01 });
    records.planeMass.forEach((mass, i) => {
      expect(rightOf(steps[10 * i + 9]!.law.masses, first)).toBeCloseTo(mass, 8);
    });
  });

  it('a Dirac in a convex potential follows ẋ = −V′ and stays within half a site', async () => {
    const sites = line(121, -1.5, 1.5);
    const start = await startOnLine(
      sites,
      0.1,
      (value) => 0.5 * value ** 2,
      (_, i) => (i === 100 ? 1 : 0),
    );
    const steps = await stepsFrom(start, 80, { stepSize: 0.0125 });
    expect(Math.abs(meanOf(steps[79]!.law.masses, sites) - Math.exp(-1))).toBeLessThan(3e-3);
    for (const { law } of steps) expect(Math.sqrt(varianceOf(law.masses, sites))).toBeLessThan(0.51 * 0.025);
  });

  it('ε = .05 is near the Wasserstein flow: V = x⁴/4 at t = .5', async () => {
    const sites = line(89, -0.5, 1.7);
    const start = await startOnLine(sites, 0.05, (value) => value ** 4 / 4, normalDensity(0.8, 0.2));
    const { masses } = (await stepsFrom(start, 100, { stepSize: 0.005, theta: 0.5 })).at(-1)!.law;
    expect(meanOf(masses, sites)).toBeCloseTo(records.vanishingEpsilon.mean, 7);
    expect(varianceOf(masses, sites)).toBeCloseTo(records.vanishingEpsilon.variance, 8);
    expect(integral(masses, sites, () => 1)).toBeCloseTo(1, 12);
  });
});
