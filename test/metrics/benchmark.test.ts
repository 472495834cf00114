import { tensor2d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  type AssessOptions, assess, benchmarkMetrics, biasSquaredOfSquares, biasSquaredOfX, type Cloud, energyDistance, kernelSteinDiscrepancy, logNormalizerError,
  maximumMeanDiscrepancy, modeWeightsError, scaledSinkhornDivergence,
} from '../../src/metrics/index.ts'; // biome-ignore format: one line of names
import { custom, gaussian, mixture, score, type Target } from '../../src/targets/index.ts';
import { slicedWasserstein } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { congruential } from './sequences.ts';

beforeAll(() => testBackend());

const exact = (target: Target, count: number, seed: string): Cloud => ({
  positions: target.sample!(count, seed),
  dimension: target.dimension,
});

describe('bias squared', () => {
  const moments = { mean: [1, 0], covariance: [[4, 1], [1, 9]] }; // biome-ignore format: a matrix

  it('of x, by hand, with weights', () => {
    const bias = biasSquaredOfX({ positions: [1, 0, 5, 6], dimension: 2, weights: [1, 3] }, moments);
    expect(bias).toEqual({ coordinates: Float64Array.of(9 / 4, 4.5 ** 2 / 9), average: 2.25, worst: 2.25 });
    const other = biasSquaredOfX({ positions: [1, 6], dimension: 2 }, moments);
    expect(other).toEqual({ coordinates: Float64Array.of(0, 4), average: 2, worst: 4 });
  });

  it('of x², by hand', () => {
    const squares = { mean: [5, 9], variance: [48, 162] };
    const bias = biasSquaredOfSquares({ positions: [1, 0, 3, -6], dimension: 2 }, squares);
    expect(bias).toEqual({ coordinates: Float64Array.of(0, 0.5), average: 0.25, worst: 0.5 });
  });

  it('of n exact samples has the mean 1/n', () => {
    const target = gaussian({ mean: [1, -2, 0], covariance: [[2, 1, 0], [1, 3, 0], [0, 0, 0.1]] }); // biome-ignore format: a matrix
    // Of N(m, v): E x² = m² + v and Var x² = 2v² + 4m²v.
    const squares = { mean: [3, 7, 0.1], variance: [16, 66, 0.02] };
    const of = (bias: (cloud: Cloud) => number) => {
      const values = Array.from({ length: 150 }, (_, i) => bias(exact(target, 100, `set ${i}`)));
      return values.reduce((sum, value) => sum + value, 0) / 150;
    };
    // 100 times a mean over 150 sets of 3 coordinates (correlated): standard error below .1.
    expect(Math.abs(100 * of((cloud) => biasSquaredOfX(cloud, target.moments!).average) - 1)).toBeLessThan(0.3);
    expect(Math.abs(100 * of((cloud) => biasSquaredOfSquares(cloud, squares).average) - 1)).toBeLessThan(0.3);
  });

  it('has no unit, and refuses what cannot be measured', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (a, b) => {
          const positions = congruential(4, 20);
          const bias = biasSquaredOfX({ positions, dimension: 2 }, moments);
          const moved = {
            mean: moments.mean.map((m) => a * m + b),
            covariance: moments.covariance.map((row) => row.map((value) => a * a * value)),
          };
          const other = biasSquaredOfX({ positions: positions.map((x) => a * x + b), dimension: 2 }, moved);
          expect(other.average).toBeCloseTo(bias.average, 9);
          expect(other.worst).toBeCloseTo(bias.worst, 9);
        },
      ),
    );
    expect(() => biasSquaredOfX({ positions: [1], dimension: 1 }, moments)).toThrow('must have dimension 2');
    expect(() => biasSquaredOfSquares({ positions: [1], dimension: 1 }, { mean: [1], variance: [0] })).toThrow(
      'variance[0]: must be more than 0',
    );
  });
});

describe('kernelSteinDiscrepancy', () => {
  const values = congruential(11, 60).map((value) => 4 * value - 2);
  const cloud: Cloud = { positions: values.subarray(0, 24), dimension: 3 };
  const scores = values.subarray(24, 48);
  const weights = congruential(5, 8);

  // By numpy, from the four terms ⟨s, s′⟩k + ⟨s, ∇_y k⟩ + ⟨s′, ∇_x k⟩ + tr ∇_x∇_y k one pair at a time.
  it.each([
    [undefined, 1, -0.5, 1.1253922360466324, 0.3399069690125484],
    [weights, 1.3, -0.5, 0.896142791868336, 0.13615269623096674],
    [weights, 0.7, -0.3, 1.2709790631121354, 0.18994944878183578],
    [undefined, 2, -0.8, 0.6130661037386075, 0.14901964385910368],
  ])('of a random cloud is that of numpy (%#)', (masses, scale, exponent, v, u) => {
    const points = { ...cloud, ...(masses && { weights: masses }) };
    expect(kernelSteinDiscrepancy(points, scores, { scale, exponent })).toBeCloseTo(v, 12);
    expect(kernelSteinDiscrepancy(points, scores, { scale, exponent, statistic: 'u' })).toBeCloseTo(u, 12);
  });

  it('of one point is √(c^{2β}|s|² − 2βd c^{2β−2})', () => {
    const point = { positions: [3, -1], dimension: 2 };
    expect(kernelSteinDiscrepancy(point, [3, 4], { scale: 2 })).toBeCloseTo(Math.sqrt(25 / 2 + 2 / 8), 12);
    const found = kernelSteinDiscrepancy(point, [3, 4], { scale: 2, exponent: -0.3 });
    expect(found).toBeCloseTo(Math.sqrt(25 * 2 ** -0.6 + 1.2 * 2 ** -2.6), 12);
  });

  it('vanishes on the target itself: the trapezoidal rule of N(0, 1)', () => {
    const positions = Float64Array.from({ length: 161 }, (_, i) => (i - 80) / 10);
    const masses = positions.map((x) => Math.exp((-x * x) / 2));
    const normal = { positions, dimension: 1, weights: masses };
    const ofScores = (f: (x: number) => number) => kernelSteinDiscrepancy(normal, positions.map(f), { scale: 1 });
    expect(ofScores((x) => -x)).toBeLessThan(1e-6);
    expect(ofScores((x) => -1.1 * x)).toBeGreaterThan(0.02);
  });

  it('squared and without bias has the mean 0, and falls like 1/√n with it', () => {
    const target = gaussian({ dimension: 2 });
    const of = (count: number, options: { statistic?: 'u' }) =>
      Array.from({ length: 60 }, (_, i) => {
        const points = exact(target, count, `set ${i}`);
        return kernelSteinDiscrepancy(
          points,
          Array.from(points.positions, (x) => -x),
          { scale: 1, ...options },
        );
      });
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const unbiased = of(40, { statistic: 'u' });
    const spread = Math.sqrt(mean(unbiased.map((value) => value * value)) / 60);
    expect(Math.abs(mean(unbiased))).toBeLessThan(3.5 * spread);
    // E k_π(x, x) = |s|²/c + d/c³ = 4.
    expect(mean(of(40, {}).map((value) => value * value))).toBeCloseTo(4 / 40, 1.5);
  });

  it('takes the median distance, and refuses what is none', () => {
    const points = { positions: [0, 1, 3], dimension: 1 };
    expect(kernelSteinDiscrepancy(points, [0, -1, -3])).toBe(kernelSteinDiscrepancy(points, [0, -1, -3], { scale: 2 }));
    expect(() => kernelSteinDiscrepancy(points, [1])).toThrow('scores: must be 3 numbers like the positions, got 1');
    expect(() => kernelSteinDiscrepancy(points, [1, 1, 1], { exponent: 0 })).toThrow(
      'must lie between -1 and 0, got 0',
    );
    expect(() => kernelSteinDiscrepancy(points, [1, 1, 1], { scale: -1 })).toThrow(
      'scale: must be more than 0, got -1',
    );
    const equal = { positions: [2, 2, 2], dimension: 1 };
    expect(() => kernelSteinDiscrepancy(equal, [1, 1, 1])).toThrow('half of the points are equal');
    expect(() => kernelSteinDiscrepancy({ positions: [2], dimension: 1 }, [1], { scale: 1, statistic: 'u' })).toThrow(
      InputError,
    );
  });
});

describe('scaledSinkhornDivergence', () => {
  const x = { positions: congruential(21, 40), dimension: 2, weights: congruential(23, 20) };
  const y = { positions: congruential(22, 60).map((value) => value + 0.3), dimension: 2 };

  it('is that of numpy in the convention ½|x − y|², ε·KL, ε = tr Σ/20', async () => {
    const { value, epsilon } = await scaledSinkhornDivergence(x, y);
    expect(epsilon).toBeCloseTo(0.0086790193306533, 12);
    expect(value / 0.08207890621808242).toBeCloseTo(1, 2);
  });

  it('scales with the square of the length, and does not see where the origin lies', async () => {
    const { value } = await scaledSinkhornDivergence(x, y);
    const moved = (cloud: Cloud) => ({ ...cloud, positions: Array.from(cloud.positions, (z) => 100 * z - 7) });
    expect((await scaledSinkhornDivergence(moved(x), moved(y))).value / (1e4 * value)).toBeCloseTo(1, 3);
    expect((await scaledSinkhornDivergence(y, y)).value).toBeCloseTo(0, 12);
  });
});

describe('assess', () => {
  const target = mixture({ means: [[-3, 0], [3, 0]], scale: 1, weights: [0.3, 0.7] }); // biome-ignore format: a matrix
  const scoresOf = (cloud: Cloud): Float32Array => {
    const { gradient, logDensity } = score(
      target,
      tensor2d(Float32Array.from(cloud.positions), [cloud.positions.length / 2, 2]),
    );
    logDensity.dispose();
    const values = gradient.dataSync() as Float32Array;
    gradient.dispose();
    return values;
  };
  const ofClouds = benchmarkMetrics.filter(({ of }) => of === 'cloud');
  const x = exact(target, 150, 'x');
  const reference = exact(target, 150, 'reference');
  let all: AssessOptions;
  beforeAll(() => {
    all = { reference, scores: scoresOf(x), energy: 0.4 };
  });
  const full = { ...target, logNormalizer: 0.1, squares: target.squares ?? { mean: [10, 1], variance: [38, 2] } };

  it('gives every figure, each as its own function has it', async () => {
    const figures = await assess(x, full, all);
    expect(Object.keys(figures)).toEqual(ofClouds.map(({ type }) => type));
    const bias = biasSquaredOfX(x, target.moments!);
    const squares = biasSquaredOfSquares(x, full.squares);
    expect(figures).toMatchObject({
      'bias-x': bias.average,
      'bias-x-worst': bias.worst,
      'bias-x2': squares.average,
      'bias-x2-worst': squares.worst,
      mmd: await maximumMeanDiscrepancy(x, reference),
      'energy-distance': energyDistance(x, reference),
      'mode-weights': modeWeightsError(x, target.modes!),
      'log-z-error': 0.5,
      'sinkhorn-divergence': (await scaledSinkhornDivergence(x, reference)).value,
    });
    const values = (cloud: Cloud) => ({ values: Float64Array.from(cloud.positions), dimension: 2 });
    const sliced = await slicedWasserstein(values(x), values(reference), { projections: 64, seed: [8, 9] });
    expect((await assess(x, full, { ...all, key: [8, 9] }))['sliced-w2']).toBeCloseTo(sliced, 12);
    expect(figures['sliced-w2']).not.toBe(sliced);
  });

  it('knows a bad cloud from a good one by every figure', async () => {
    const bad: Cloud = {
      positions: Array.from(x.positions, (value, i) => (i % 2 === 0 ? value + 4 : 2 * value)),
      dimension: 2,
    };
    const good = await assess(x, full, all);
    const worse = await assess(bad, full, { ...all, scores: scoresOf(bad), energy: 1 });
    for (const { type, lowerIsBetter } of ofClouds) {
      expect(lowerIsBetter).toBe(true);
      expect(worse[type], type).toBeGreaterThan(good[type]!);
    }
  });

  it('leaves out what target and options do not allow', async () => {
    expect(Object.keys(await assess(x, target))).toEqual(
      expect.arrayContaining(['bias-x', 'bias-x-worst', 'mode-weights']),
    );
    const plain = custom({ dimension: 2, logDensity: (z) => z });
    expect(await assess(x, plain, { energy: 1 })).toEqual({});
    expect(Object.keys(await assess(x, plain, { scores: scoresOf(x) }))).toEqual(['ksd']);
    expect(Object.keys(await assess(x, full, { ...all, only: ['ksd', 'bias-x'] }))).toEqual(['bias-x', 'ksd']);
  });

  it('leaves out what is not finite or has no meaning', async () => {
    expect(await assess({ positions: [1, Number.NaN], dimension: 2 }, full, { reference })).toEqual({});
    const equal = { positions: [1, 1, 1, 1], dimension: 2 };
    const figures = await assess(x, full, { ...all, reference: equal });
    expect(Object.keys(figures)).not.toContain('mmd');
    expect(Object.keys(figures)).not.toContain('ksd');
    expect(Object.keys(figures)).not.toContain('sinkhorn-divergence');
    expect(Object.values(figures).every(Number.isFinite)).toBe(true);
  });

  it('judges a collapsed cloud by the width of the reference', async () => {
    const collapsed = {
      positions: Array.from(x.positions, (value, i) => (i % 2 === 0 ? 3 : 0) + 1e-3 * value),
      dimension: 2,
    };
    const { ksd } = await assess(collapsed, full, { ...all, scores: scoresOf(collapsed) });
    expect(ksd).toBeGreaterThan((await assess(x, full, all)).ksd!);
  });

  it('takes weights and repetitions for the same thing', async () => {
    const points = Array.from(x.positions).slice(0, 40);
    const repeated = { positions: [...points, ...points.slice(0, 20)], dimension: 2 };
    const weighted = {
      positions: points,
      dimension: 2,
      weights: Array.from({ length: 20 }, (_, i) => (i < 10 ? 2 : 1)),
    };
    const only = ['bias-x', 'bias-x2', 'sliced-w2', 'sinkhorn-divergence', 'ksd', 'mode-weights'];
    const first = await assess(repeated, full, { ...all, scores: scoresOf(repeated), only });
    const second = await assess(weighted, full, { ...all, scores: scoresOf(weighted), only });
    expect(Object.keys(first)).toEqual(only);
    for (const type of only) expect(second[type]! / first[type]!).toBeCloseTo(1, 3);
  });

  it('refuses clouds and scores that do not fit', async () => {
    await expect(assess({ positions: [1], dimension: 1 }, target)).rejects.toThrow(
      'must have dimension 2 like the target',
    );
    await expect(assess(x, target, { scores: [1] })).rejects.toThrow(
      'scores: must be 300 numbers like the positions, got 1',
    );
    await expect(assess(x, target, { reference: { positions: [1], dimension: 1 } })).rejects.toThrow(InputError);
  });
});

describe('logNormalizerError', () => {
  it('is the divergence at a law that is known: N(0, v) for e^{−x²/2}', () => {
    const target = { ...gaussian({ dimension: 1 }), logNormalizer: 0.5 * Math.log(2 * Math.PI) };
    const v = 0.25;
    const energy = v / 2 - 0.5 * Math.log(2 * Math.PI * Math.E * v);
    expect(logNormalizerError(energy, target)).toBeCloseTo(0.5 * (v - 1 - Math.log(v)), 12);
    expect(() => logNormalizerError(1, { ...target, logNormalizer: undefined } as unknown as Target)).toThrow(
      InputError,
    );
  });
});
