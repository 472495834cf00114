import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { keyOf, uniforms } from '../../src/random/index.ts';
import { gaussianTransport, sinkhorn, sinkhornDivergence } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { gaussianCloud, unevenWeights } from './clouds.ts';

beforeAll(() => testBackend());

const cloudOf = (count: number) =>
  fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })), {
    minLength: count,
    maxLength: count,
  });
const epsilons = fc.constantFrom(0.3, 1, 4);

describe('properties', () => {
  test('non-negative, symmetric, blind to a common translation', async () => {
    await fc.assert(
      fc.asyncProperty(cloudOf(6), cloudOf(4), epsilons, async (x, y, epsilon) => {
        const options = { epsilon, tolerance: 1e-8 };
        const solve = async (from: number[][], to: number[][]) => {
          const result = await sinkhornDivergence(from, to, options);
          expect(result.converged).toBe(true);
          return result.value;
        };
        const value = await solve(x, y);
        expect(value).toBeGreaterThan(-1e-8);
        expect(await solve(y, x)).toBeCloseTo(value, 6);
        const moved = (points: number[][]) => points.map(([u, v]) => [u! + 1000, v! - 500]);
        expect(await solve(moved(x), moved(y))).toBeCloseTo(value, 6);
      }),
      { numRuns: 40 },
    );
  });

  test('moving one cloud by δ adds δ·(mean x − mean y) + ½|δ|²', async () => {
    const x = gaussianCloud(40, 2, 'x');
    const y = gaussianCloud(30, 2, 'y');
    const before = (await sinkhornDivergence(x, y, { epsilon: 0.3 })).value;
    const moved = { values: Float64Array.from(x.values, (v) => v + 2), dimension: 2 };
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
    const after = (await sinkhornDivergence(moved, y, { epsilon: 0.3 })).value;
    expect(after - before).toBeCloseTo(4 * (mean(x.values) - mean(y.values)) + 4, 8);
  });

  test('zero between a cloud and itself', async () => {
    const x = gaussianCloud(60, 2, 'same');
    expect(Math.abs((await sinkhornDivergence(x, x, { epsilon: 0.5 })).value)).toBeLessThan(1e-9);
  });

  test('exactly zero between equal measures where ε leaves every point nearly alone', async () => {
    // The iteration between two clouds still has a marginal error of 2e-6 after 5,000 iterations here.
    const { values } = gaussianCloud(150, 2, 'same');
    const copy = { values: values.slice(), dimension: 2 };
    const result = await sinkhornDivergence({ values, dimension: 2 }, copy, { epsilon: 0.01, gradient: true });
    expect(result).toMatchObject({ value: 0, converged: true });
    expect(result.iterations).toBeLessThan(100);
    expect(result.gradient!.every((component) => component === 0)).toBe(true);
  });

  test('acceleration never costs convergence: equal points on a lattice, many ε apart', async () => {
    // Unguarded, Anderson acceleration fails on one in seven of these.
    for (let seed = 0; seed < 80; seed++) {
      const u = uniforms(11, 2, { key: keyOf(`lattice-${seed}`), step: 0, stream: 0 });
      const points = Array.from({ length: 11 }, (_, i) => [
        1.1 * Math.round(4 * u[2 * i]!) - 2,
        Math.round(4 * u[2 * i + 1]!) - 2,
      ]);
      const result = await sinkhorn(points.slice(0, 6), points.slice(6), { epsilon: 0.1, tolerance: 1e-6 });
      expect(result.converged).toBe(true);
    }
  });

  test('splitting points changes nothing', async () => {
    const y = gaussianCloud(20, 2, 'y');
    const whole = await sinkhornDivergence(
      [
        [0, 0],
        [1, 2],
      ],
      y,
      { epsilon: 0.3 },
    );
    const split = await sinkhornDivergence(
      [
        [0, 0],
        [1, 2],
        [1, 2],
      ],
      y,
      { a: [0.5, 0.2, 0.3], epsilon: 0.3 },
    );
    expect(split.value).toBeCloseTo(whole.value, 8);
  });
});

describe.each(['half-squared', 'squared'] as const)('the gradient, %s', (cost) => {
  test('against central differences', async () => {
    const x = gaussianCloud(12, 2, 'gradient-x', 1, 3);
    const y = gaussianCloud(9, 2, 'gradient-y', 0.7, 2);
    const a = new Float64Array(12).fill(0.05);
    a[5] = 0.45;
    const options = { a, epsilon: 0.4, cost, tolerance: 1e-12 };
    const { gradient } = await sinkhornDivergence(x, y, { ...options, gradient: true });
    const h = 1e-5;
    for (const at of [0, 1, 10, 11, 17]) {
      const valueAt = async (step: number) => {
        const values = Float64Array.from(x.values);
        values[at]! += step;
        return (await sinkhornDivergence({ values, dimension: 2 }, y, options)).value;
      };
      expect(gradient![at]!).toBeCloseTo(((await valueAt(h)) - (await valueAt(-h))) / (2 * h), 7);
    }
  });
});

test('samples of two Gaussians come near the closed form', async () => {
  const truth = gaussianTransport(
    {
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    },
    {
      mean: [1, 1],
      covariance: [
        [0.25, 0],
        [0, 0.25],
      ],
    },
    { epsilon: 0.5 },
  );
  const values: number[] = [];
  for (let replicate = 0; replicate < 6; replicate++) {
    const x = gaussianCloud(300, 2, `sample-x-${replicate}`);
    const y = gaussianCloud(300, 2, `sample-y-${replicate}`, 0.5, 1);
    values.push((await sinkhornDivergence(x, y, { epsilon: 0.5, tolerance: 1e-6 })).value);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // One value at n = 300 has a standard deviation near .09: dominated by that of the means, √2·√(1.25/300).
  expect(Math.abs(mean - truth.divergence)).toBeLessThan(0.12);
});

test('a warm start from its own potentials is converged at once', async () => {
  const x = gaussianCloud(50, 2, 'x');
  const y = gaussianCloud(40, 2, 'y', 1, 1);
  const options = { a: unevenWeights(50, 'a'), epsilon: 0.2, cost: 'squared' as const, tolerance: 1e-6 };
  const cold = await sinkhornDivergence(x, y, options);
  const warm = await sinkhornDivergence(x, y, { ...options, warmStart: cold });
  expect(warm.iterations).toBeLessThanOrEqual(6);
  expect(cold.iterations).toBeGreaterThan(20);
  expect(warm.value).toBeCloseTo(cold.value, 6);
});
