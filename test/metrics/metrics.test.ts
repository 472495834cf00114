import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { distanceToClouds } from '../../src/metrics/distance-with-floor.ts';
import {
  assess, type Cloud, coordinateModeWeights, coordinateModeWeightsError, distanceWithFloor, energyDistance, maximumMeanDiscrepancy, measure, metricTypes, modeWeights, modeWeightsError,
  momentsError, momentsOfCloud,
} from '../../src/metrics/index.ts'; // biome-ignore format: one line of names
import { custom, eightGaussians, gaussian, manyWell, mixture, quartic, type Target } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const cloud = (positions: number[], dimension: number, weights?: number[]): Cloud => ({
  positions,
  dimension,
  ...(weights && { weights }),
});
const exact = (target: Target, count: number, seed: string): Cloud => ({
  positions: target.sample!(count, seed),
  dimension: target.dimension,
});
const moved = ({ positions, dimension }: Cloud, shift: number): Cloud => ({
  positions: Array.from(positions, (value, i) => value + (i % dimension === 0 ? shift : 0)),
  dimension,
});

describe('energyDistance', () => {
  it('is the unbiased statistic, by hand', () => {
    // 2 · mean{1, 3, 1, 1} − 2 − 2, in the line.
    expect(energyDistance(cloud([0, 2], 1), cloud([1, 3], 1))).toBeCloseTo(2 * 1.5 - 2 - 2, 12);
    expect(energyDistance(cloud([0, 0, 3, 4], 2, [0.2, 0.8]), cloud([0, 0], 2))).toBeCloseTo(2 * 0.8 * 5 - 5, 12);
  });

  it('of two normal laws a distance apart is near its expectation', () => {
    // X − Y ~ N(t, 2) on the line: E|X − Y| = 2 φ(t/√2)/√½ + t (2Φ(t/√2) − 1) with t = 1; E|X − X′| = 2/√π.
    const x = exact(gaussian({ dimension: 1 }), 3000, 'x');
    const y = exact(gaussian({ mean: [1] }), 3000, 'y');
    const expected = 2 * 1.3992828 - 4 / Math.sqrt(Math.PI);
    expect(Math.abs(energyDistance(x, y) - expected)).toBeLessThan(0.06);
  });
});

describe('every metric', () => {
  it('refuses clouds that do not fit', () => {
    expect(() => energyDistance(cloud([1, 2], 2), cloud([1, 2, 3], 3))).toThrow(InputError);
    expect(() => energyDistance(cloud([1, 2, 3], 2), cloud([1, 2], 2))).toThrow(/3 numbers are no rows of 2/);
    expect(() => distanceWithFloor(cloud([1], 1, [-1]), gaussian({ dimension: 1 }))).toThrow(/must not be negative/);
  });
});

describe('maximumMeanDiscrepancy', () => {
  const k = (distance: number): number => Math.exp(-(distance ** 2) / (2 * 0.5));

  it('is the unbiased statistic, by hand', async () => {
    const value = await maximumMeanDiscrepancy(cloud([0, 2], 1), cloud([1, 3], 1), { bandwidth: Math.sqrt(0.5) });
    expect(value).toBeCloseTo(k(2) + k(2) - (2 * (k(1) + k(3) + k(1) + k(1))) / 4, 5);
    const weighted = await maximumMeanDiscrepancy(cloud([0, 1], 1, [0.2, 0.8]), cloud([0, 2], 1), {
      bandwidth: Math.sqrt(0.5),
    });
    expect(weighted).toBeCloseTo(k(1) + k(2) - 2 * (0.2 * (0.5 + k(2) / 2) + 0.8 * k(1)), 5);
  });

  it('tells a shifted cloud from one of the same law', async () => {
    const target = gaussian({ dimension: 2 });
    const x = exact(target, 1000, 'x');
    const y = exact(target, 1000, 'y');
    expect(Math.abs(await maximumMeanDiscrepancy(x, y))).toBeLessThan(0.004);
    expect(await maximumMeanDiscrepancy(moved(x, 0.6), y)).toBeGreaterThan(0.03);
    await expect(maximumMeanDiscrepancy(x, y, { bandwidth: 0 })).rejects.toThrow(InputError);
  });
});

describe('moments', () => {
  it('of a weighted cloud are exact', () => {
    const { mean, covariance } = momentsOfCloud(cloud([0, 0, 4, 0, 0, 8], 2, [2, 1, 1]));
    expect(mean).toEqual([1, 2]);
    expect(covariance).toEqual([
      [3, -2],
      [-2, 12],
    ]);
  });

  it('lose no digits far from the origin', () => {
    const { mean, covariance } = momentsOfCloud(cloud([1e6, 0, 1e6 + 1, 2, 1e6 + 2, 4], 2, [1, 1, 2]));
    expect(mean).toEqual([1e6 + 1.25, 2.5]);
    // Var = E x² − (E x)² with masses ¼, ¼, ½ on 0, 1, 2.
    expect(covariance).toEqual([[0.6875, 1.375], [1.375, 2.75]]); // biome-ignore format: a matrix
    expect(momentsOfCloud(cloud([0.1, 0.1, 0.1], 1)).covariance).toEqual([[0]]);
  });

  it('errors have the units stated', () => {
    const reference = {
      mean: [0, 0],
      covariance: [
        [4, 0],
        [0, 12],
      ],
    };
    const error = momentsError(
      {
        mean: [3, 4],
        covariance: [
          [4, 1],
          [1, 12],
        ],
      },
      reference,
    );
    expect(error.mean).toBeCloseTo(5 / 4, 12);
    expect(error.covariance).toBeCloseTo(Math.sqrt(2 / 160), 12);
  });
});

describe('modeWeights', () => {
  it('counts the mass nearest to each centre', () => {
    const modes = { centres: [[0], [10]], weights: [0.5, 0.5] };
    expect(modeWeights(cloud([1, 2, 9, 4.9], 1, [1, 1, 1, 1]), modes)).toEqual([0.75, 0.25]);
    expect(modeWeightsError(cloud([1, 2, 9, 4.9], 1), modes)).toBeCloseTo(0.25, 12);
  });

  it('counts it along single coordinates, and takes the mean of their errors', () => {
    const modes = [
      { coordinate: 0, centres: [-1, 1], weights: [0.5, 0.5] },
      { coordinate: 2, centres: [-1, 3], weights: [0.4, 0.6] },
    ];
    const x = cloud([-2, 9, 0.9, -1, 9, 1.1, -0.1, -9, 5, 3, -9, 2], 3, [0.1, 0.2, 0.3, 0.4]);
    expect(modes.map((each) => coordinateModeWeights(x, each))).toEqual([
      [expect.closeTo(0.6, 12), expect.closeTo(0.4, 12)],
      [expect.closeTo(0.1, 12), expect.closeTo(0.9, 12)],
    ]);
    expect(coordinateModeWeightsError(x, modes)).toBeCloseTo((0.1 + 0.3) / 2, 12);
    expect(coordinateModeWeightsError(x, modes.slice(1))).toBeCloseTo(0.3, 12);
  });

  it('is 0 for exact samples of a many-well in 32 dimensions but for their number, and the other weight for one well', async () => {
    const target = manyWell({ dimension: 32 });
    const { 'mode-weights': error } = await assess(exact(target, 4000, 'wells'), target, { only: ['mode-weights'] });
    // Mean of 16 half-normals of deviation √(p(1 − p)/n).
    const p = target.coordinateModes![0]!.weights[0]!;
    const expected = Math.sqrt((2 / Math.PI) * ((p * (1 - p)) / 4000));
    expect(Math.abs(error! / expected - 1)).toBeLessThan((5 * Math.sqrt(Math.PI / 2 - 1)) / 4);
    expect(measure(exact(target, 50, 'wells'), target)['mode-weights']!.floor).toBeGreaterThan(0);
    const oneWell = cloud(new Array<number>(64).fill(-1.7), 32);
    expect(coordinateModeWeightsError(oneWell, target.coordinateModes!)).toBeCloseTo(1 - p, 12);
  });
});

describe('distanceWithFloor', () => {
  it('gives exact samples the floor, and a shift more', () => {
    const target = eightGaussians();
    const x = exact(target, 1500, 'a run');
    const good = distanceWithFloor(x, target);
    expect(good.value).toBeLessThan(2 * good.floor!);
    expect(good.floor).toBeLessThan(2 * good.value);
    expect(good.standardError).toBeGreaterThan(0);
    const bad = distanceWithFloor(moved(x, 1), target);
    expect(bad.value).toBeGreaterThan(4 * bad.floor!);
    expect(bad.value).toBeCloseTo(Math.SQRT1_2, 1);
    expect(bad.floor).toBe(good.floor);
  });

  it('has the floor of the normal law on the line', () => {
    // W₂ of 1,000 exact samples of N(0, 1) to the law itself is .055 in the mean; between two such sets it is larger by up to √2.
    const target = gaussian({ dimension: 1 });
    const { floor } = distanceWithFloor(exact(target, 1000, 'x'), target, { repeats: 25 });
    expect(floor).toBeGreaterThan(0.055);
    expect(floor).toBeLessThan(0.055 * 1.5);
  });

  it('takes weights and repetitions for the same thing', () => {
    const target = eightGaussians();
    const exactSets = [exact(target, 40, 'a'), exact(target, 40, 'b')];
    const positions = Array.from(exact(target, 20, 'x').positions);
    const repeated = cloud([...positions, ...positions.slice(0, 20), ...positions.slice(0, 20)], 2);
    const weighted = cloud(positions, 2, [...new Array<number>(10).fill(6), ...new Array<number>(10).fill(2)]);
    const [first, second] = [repeated, weighted].map((points) => distanceToClouds(points, exactSets, {}).value);
    expect(first).toBeCloseTo(second!, 12);
  });

  it('is a pure function of its seed', () => {
    const target = quartic();
    const x = exact(target, 100, 'x');
    expect(distanceWithFloor(x, target, { seed: 'a' })).toEqual(distanceWithFloor(x, target, { seed: 'a' }));
    expect(distanceWithFloor(x, target, { seed: 'a' })).not.toEqual(distanceWithFloor(x, target, { seed: 'b' }));
  });

  it('refuses a target without samples, and another dimension', () => {
    const target = custom({ dimension: 1, name: 'mine', logDensity: (x) => x });
    expect(() => distanceWithFloor(cloud([1], 1), target)).toThrow(/must be one that can be sampled, mine cannot/);
    expect(() => distanceWithFloor(cloud([1], 1), eightGaussians())).toThrow(
      /must have dimension 2 like the target, got 1/,
    );
  });
});

describe('measure', () => {
  it('gives every metric that the target allows, with floors', () => {
    const target = mixture({
      means: [
        [-3, 0],
        [3, 0],
      ],
      scale: 1,
      weights: [0.3, 0.7],
    });
    const figures = measure(exact(target, 2000, 'run'), target, { heldBack: exact(target, 500, 'held back') });
    expect(Object.keys(figures)).toEqual(metricTypes.map(({ type }) => type));
    // Twice the floor of five sets is a rare event for exact samples; a wrong weight of the modes is no event.
    for (const { value, floor } of Object.values(figures)) expect(value).toBeLessThan(4 * floor!);
    const even = mixture({
      means: [
        [-3, 0],
        [3, 0],
      ],
      scale: 1,
    });
    const lopsided = measure(exact(even, 2000, 'run'), target);
    expect(lopsided['mode-weights']!.value).toBeCloseTo(0.2, 1);
    expect(lopsided['mean-error']!.value).toBeGreaterThan(5 * lopsided['mean-error']!.floor!);
    expect(measure(exact(quartic(), 50, 'run'), custom({ dimension: 1, logDensity: (x) => x }))).toEqual({});
  });

  it('compares with held-back data as exact samples of the target compare', () => {
    const target = quartic();
    const heldBack = { positions: Float32Array.of(-1, 0, 1, 2), dimension: 1, weights: [0.1, 0.4, 0.4, 0.1] };
    const figure = (x: Cloud) => measure(x, target, { heldBack })['held-back-distance']!;
    const repeated = cloud([-1, 0, 0, 0, 0, 1, 1, 1, 1, 2], 1);
    expect(figure(repeated).value).toBeCloseTo(0, 6);
    expect(figure(cloud([0, 1, 1, 1, 1, 2, 2, 2, 2, 3], 1)).value).toBeCloseTo(1, 6);
    const floors = ['a', 'b', 'c'].map((seed) => figure(exact(target, 2000, seed)));
    // Measured over eight seeds: .942 to 1.020.
    for (const { value, floor } of floors) expect(Math.abs(value / floor! - 1)).toBeLessThan(0.15);
    expect(() => figure(cloud([0, 0], 2))).toThrow(/must have dimension/);
  });
});
