import * as tf from '@tensorflow/tfjs-core';
import { inverse, Matrix } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import { reference } from '../../assets/log-gaussian-cox-16.ts';
import { simulatedSaplings } from '../../assets/simulated-saplings.ts';
import { keyOf, normals, Stream, uniforms } from '../../src/random/index.ts';
import { logGaussianCox, type Target } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const evaluate = (target: Target, x: number[]): number =>
  tf.tidy(() => target.logDensity(tf.tensor2d([x])).dataSync()[0]!);

/** Σ of the definition, cell by cell. */
function covarianceOf(grid: number, variance: number, beta: number): number[][] {
  const cells = Array.from({ length: grid * grid }, (_, p) => [Math.floor(p / grid), p % grid] as const);
  return cells.map(([i, j]) =>
    cells.map(([k, l]) => variance * Math.exp(-Math.sqrt((i - k) ** 2 + (j - l) ** 2) / (grid * beta))),
  );
}

function choleskyOf(a: number[][]): number[][] {
  const lower = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j <= i; j++) {
      let rest = a[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  return lower;
}

function countsOf(grid: number, points: readonly (readonly [number, number])[]): number[] {
  const counts = new Array<number>(grid * grid).fill(0);
  for (const [u, v] of points) counts[Math.floor(u * grid) * grid + Math.floor(v * grid)]! += 1;
  return counts;
}

describe('the log-Gaussian Cox process', () => {
  it('has the log density of the definition, the same at x and at the whitened z', () => {
    const data: [number, number][] = [[0.1, 0.2], [0.15, 0.9], [0.7, 0.99], [0.8, 0.4], [0.4, 0.35], [0.42, 0.36]]; // biome-ignore format: points
    const model = { grid: 3, data, variance: 1.3, correlationLength: 0.2, mean: 0.7 };
    const covariance = covarianceOf(3, 1.3, 0.2);
    const precision = inverse(new Matrix(covariance));
    const lower = new Matrix(choleskyOf(covariance));
    const counts = countsOf(3, data);
    for (const scale of [0.3, 1.5]) {
      const z = Array.from({ length: 9 }, (_, k) => scale * Math.sin(3 * k + 1));
      const x = lower
        .mmul(Matrix.columnVector(z))
        .to1DArray()
        .map((value) => value + 0.7);
      const residual = Matrix.columnVector(x.map((value) => value - 0.7));
      const prior = -0.5 * residual.transpose().mmul(precision).mmul(residual).get(0, 0);
      const expected = x.reduce((sum, value, k) => sum + counts[k]! * value - Math.exp(value) / 9, prior);
      expect(evaluate(logGaussianCox({ ...model, parametrisation: 'centred' }), x)).toBeCloseTo(expected, 4);
      expect(evaluate(logGaussianCox(model), z)).toBeCloseTo(expected, 4);
    }
  });

  it('takes as many points as are given for what the prior expects, and those on an edge into the last cell', () => {
    const data: [number, number][] = [[1, 1], [0, 1], [0.5, 0], [0.2, 0.2]]; // biome-ignore format: points
    const [z, mean] = [[0.3, -0.2, 0.5, 0.1], Math.log(4) - 1.91 / 2];
    const given = { grid: 2, data, mean };
    expect(evaluate(logGaussianCox({ grid: 2, data }), z)).toBe(evaluate(logGaussianCox(given), z));
    // Far apart the cells are independent, and L = √1.91 I: the counts are 1, 1, 1, 1.
    const far = logGaussianCox({ ...given, correlationLength: 1e-3 });
    const x = z.map((value) => mean + Math.sqrt(1.91) * value);
    const expected = x.reduce((sum, value, k) => sum + value - Math.exp(value) / 4 - z[k]! ** 2 / 2, 0);
    expect(evaluate(far, z)).toBeCloseTo(expected, 5);
  });

  it('has exact truths on one cell: a sum over the line', () => {
    const mean = Math.log(126) - 1.91 / 2;
    const sums = [0, 0, 0];
    for (let z = -4; z < 4; z += 1e-4) {
      const x = mean + Math.sqrt(1.91) * z;
      const weight = Math.exp(126 * x - Math.exp(x) - z * z / 2 - 480);
      for (const power of [0, 1, 2]) sums[power]! += 1e-4 * weight * x ** power;
    } // biome-ignore format: z²/2
    const [mass, first, second] = sums as [number, number, number];
    const whitened = logGaussianCox({ grid: 1 });
    const centred = logGaussianCox({ grid: 1, parametrisation: 'centred' });
    expect(whitened.logNormalizer).toBeCloseTo(480 + Math.log(mass), 7);
    expect(centred.logNormalizer! - whitened.logNormalizer!).toBeCloseTo(0.5 * Math.log(1.91), 7);
    expect(centred.moments!.mean[0]).toBeCloseTo(first / mass, 7);
    expect(centred.squares!.mean[0]).toBeCloseTo(second / mass, 6);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['points outside the square', () => logGaussianCox({ data: [[0.5, 1.2]] }), /log-gaussian-cox.data.*at most 1/],
    ['no points', () => logGaussianCox({ data: [] }), /log-gaussian-cox.data/],
    ['no cells', () => logGaussianCox({ grid: 0 }), /log-gaussian-cox.grid: must be at least 1, got 0/],
  ])('refuses %s', (_what, build, message) => expect(build).toThrow(message)); // biome-ignore format: a table
});

describe('the reference run for 16 × 16 cells', () => {
  const truths = ({ moments, squares, logNormalizer }: Target) => [moments, squares, logNormalizer];

  it('is the truth of exactly that target, in both parametrisations', () => {
    const target = logGaussianCox({ grid: 16 });
    expect(target.moments!.mean).toEqual(reference.whitened.mean);
    expect(target.sample).toBeUndefined();
    const points = simulatedSaplings.map(([u, v]): [number, number] => [u, v]);
    const spelled = logGaussianCox({ grid: 16, data: points, mean: Math.log(126) - 1.91 / 2, variance: 1.91 });
    expect(truths(spelled)).toEqual(truths(target));
    const others = [
      { data: points.slice(1) },
      { data: points.slice(1), mean: Math.log(126) - 1.91 / 2 },
      { variance: 1.9100001 },
      { correlationLength: 0.0303 },
      { mean: 3.88 },
      { grid: 15 },
      { grid: 40 },
    ];
    for (const other of others)
      for (const parametrisation of ['whitened', 'centred'] as const)
        expect(truths(logGaussianCox({ grid: 16, parametrisation, ...other }))).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
  });

  it('was long: standard errors below 0.01 standard deviations, R-hat below 1.01', () => {
    expect(reference.largestRhat).toBeLessThan(1.01);
    expect(reference.logNormalizerError).toBeLessThan(0.05);
    for (const { mean, meanError, second, secondError, varianceOfSquare } of [reference.whitened, reference.centred])
      for (const [k, error] of meanError.entries()) {
        expect(error).toBeLessThan(0.01 * Math.sqrt(second[k]! - mean[k]! ** 2));
        expect(secondError[k]!).toBeLessThan(0.01 * Math.sqrt(varianceOfSquare[k]!));
      }
  });

  it('has the same covariance in both: x = mean + Lz, where x was averaged by itself', () => {
    const { moments, squares, logNormalizer } = logGaussianCox({ grid: 16, parametrisation: 'centred' });
    const { mean, second, varianceOfSquare } = reference.centred;
    for (const [k, expected] of mean.entries()) {
      expect(Math.abs(moments!.mean[k]! - expected)).toBeLessThan(2e-5);
      expect(Math.abs(moments!.covariance[k]![k]! - (second[k]! - expected ** 2))).toBeLessThan(2e-3);
      expect(Math.abs(squares!.mean[k]! - second[k]!)).toBeLessThan(2e-3);
      expect(squares!.variance[k]).toBe(varianceOfSquare[k]);
    }
    const logDeterminant = choleskyOf(covarianceOf(16, 1.91, 1 / 33)).reduce(
      (sum, row, k) => sum + Math.log(row[k]!),
      0,
    );
    expect(logNormalizer).toBeCloseTo(reference.logNormalizer + logDeterminant, 8);
  });

  it('agrees with a short run of another program within the error bars of that', () => {
    const chains = Array.from({ length: 16 }, (_, index) => shortRun(index));
    const { moments, squares } = logGaussianCox({ grid: 16 });
    for (const [name, truth] of [
      ['first', moments!.mean],
      ['second', squares!.mean],
    ] as const) {
      // biome-ignore format: pairs
      const scores = truth.map((expected, k) => {
        const estimates = chains.map((chain) => chain[name][k]!);
        const mean = estimates.reduce((sum, value) => sum + value, 0) / 16;
        const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (16 * 15);
        return (mean - expected) / Math.sqrt(variance);
      });
      // Student's t with 15 degrees of freedom each: E t² = 15/13.
      expect(Math.max(...scores.map(Math.abs))).toBeLessThan(6.5);
      expect(scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length).toBeLessThan(1.6);
    }
  });
});

const DRAWS = 120;

/** Hamiltonian Monte Carlo on z from the definition, from the prior: E z and E z² of the draws after a quarter as many for warm-up. */
function shortRun(index: number): { first: Float64Array; second: Float64Array } {
  const d = 256;
  const rows = (lower ??= choleskyOf(covarianceOf(16, 1.91, 1 / 33)).map((row, i) =>
    Float64Array.from(row.slice(0, i + 1)),
  ));
  const counts = countsOf(16, simulatedSaplings);
  const evaluateAt = (z: Float64Array) => {
    let logDensity = 0;
    const gradient = z.map((value) => -value);
    for (let i = 0; i < d; i++) {
      const row = rows[i]!;
      let x = Math.log(126) - 1.91 / 2;
      for (let j = 0; j <= i; j++) x += row[j]! * z[j]!;
      const rate = Math.exp(x) / d;
      logDensity += counts[i]! * x - rate - (z[i]! * z[i]!) / 2;
      for (let j = 0; j <= i; j++) gradient[j]! += (counts[i]! - rate) * row[j]!;
    }
    return { z, logDensity, gradient };
  };
  const kinetic = (momentum: Float64Array): number => momentum.reduce((sum, value) => sum + value * value, 0) / 2;
  const key = keyOf('short run', String(index));
  let at = evaluateAt(normals(1, d, { key, step: 0, stream: Stream.sample }));
  const [first, second] = [new Float64Array(d), new Float64Array(d)];
  for (let step = -DRAWS / 4; step < DRAWS; step++) {
    const draw = { key, step: step + DRAWS };
    const momentum = normals(1, d, { ...draw, stream: Stream.noise });
    const [accept, jitter] = uniforms(1, 2, { ...draw, stream: Stream.accept });
    const h = (step < -DRAWS / 8 ? 0.15 : 0.22) + 0.06 * jitter!;
    const energy = kinetic(momentum) - at.logDensity;
    let next = at;
    for (let leap = 0; leap < 5; leap++) {
      for (let k = 0; k < d; k++) momentum[k]! += (h / 2) * next.gradient[k]!;
      next = evaluateAt(next.z.map((value, k) => value + h * momentum[k]!));
      for (let k = 0; k < d; k++) momentum[k]! += (h / 2) * next.gradient[k]!;
    }
    if (Math.log(accept!) < energy - kinetic(momentum) + next.logDensity) at = next;
    if (step < 0) continue;
    for (let k = 0; k < d; k++) {
      first[k]! += at.z[k]! / DRAWS;
      second[k]! += at.z[k]! ** 2 / DRAWS;
    }
  }
  return { first, second };
}

let lower: Float64Array[] | undefined;
