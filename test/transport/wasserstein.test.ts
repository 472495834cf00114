import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  slicedDistance,
  slicedWasserstein,
  sortedProjection,
  unitDirections,
  wasserstein1d,
  wasserstein1dToQuantile,
} from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { gaussianCloud } from './clouds.ts';

beforeAll(() => testBackend());

describe('the line', () => {
  test('by hand', () => {
    expect(wasserstein1d([0], [3])).toBe(3);
    expect(wasserstein1d([1, 0], [0, 1])).toBe(0);
    // Half the mass stays, a quarter moves by 1, a quarter by 2.
    expect(wasserstein1d([0, 2], [0, 1], { a: [0.5, 0.5], b: [0.75, 0.25], p: 1 })).toBeCloseTo(0.75, 12);
    expect(wasserstein1d([0, 2], [0, 1], { a: [0.5, 0.5], b: [0.75, 0.25] })).toBeCloseTo(
      Math.sqrt(0.25 * 4 + 0.25),
      12,
    );
  });

  test('as the smallest cost over permutations', () => {
    const points = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 });
    const permutations = (items: number[]): number[][] =>
      items.length < 2
        ? [items]
        : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
    fc.assert(
      fc.property(points, points, fc.constantFrom(1, 2, 3), (x, y, p) => {
        const costs = permutations(y).map((z) => z.reduce((sum, v, i) => sum + Math.abs(v - x[i]!) ** p / 4, 0));
        expect(wasserstein1d(x, y, { p }) ** p).toBeCloseTo(Math.min(...costs), 8);
      }),
    );
  });

  test('splitting a point changes nothing', () => {
    const x = [0.3, -1, 2];
    expect(wasserstein1d([...x, 2], [1, 5], { a: [0.2, 0.3, 0.1, 0.4] })).toBeCloseTo(
      wasserstein1d(x, [1, 5], { a: [0.2, 0.3, 0.5] }),
      12,
    );
  });

  test('to an exact quantile function', () => {
    // One point at 0 against the uniform law on [−1, 1]: W₂² = 1/3.
    expect(wasserstein1dToQuantile([0], (u) => 2 * u - 1, { resolution: 4000 })).toBeCloseTo(Math.sqrt(1 / 3), 6);
  });

  test('bad input', () => {
    expect(() => wasserstein1d([], [1])).toThrow(InputError);
    expect(() => wasserstein1d([Number.NaN], [1])).toThrow('x[0] is NaN');
    expect(() => wasserstein1d([1, 2], [1], { a: [0.5, 0.4] })).toThrow('a sums to 0.9');
    expect(() => wasserstein1d([1], [1], { p: 0.5 })).toThrow('p is 0.5');
  });
});

describe('sliced', () => {
  const line = (...values: number[]) => ({ values, dimension: 1 });
  const plane = (...values: number[]) => ({ values, dimension: 2 });

  test('in one dimension by hand', async () => {
    expect(await slicedWasserstein(line(0, 3), line(5, 1))).toBeCloseTo(Math.sqrt((1 + 4) / 2), 12);
    // Half of the mass at 0 goes to 1: ½ · 1 + ½ · 0.
    expect(await slicedWasserstein(line(0), line(0, 1))).toBeCloseTo(Math.SQRT1_2, 12);
    expect(await slicedWasserstein(line(2, 0), line(1), { a: [0.75, 0.25] })).toBeCloseTo(1, 12);
  });

  test('weights and repetitions are the same thing', async () => {
    const repeated = plane(1, 2, 1, 2, 1, 2, -1, 4);
    const weighted = plane(-1, 4, 1, 2);
    const a = [0.25, 0.75];
    expect(await slicedWasserstein(weighted, repeated, { a })).toBeCloseTo(0, 12);
    const other = plane(0, 0, 1, 1, 2, 5);
    expect(await slicedWasserstein(weighted, other, { a })).toBeCloseTo(await slicedWasserstein(repeated, other), 12);
  });

  test('a shift by s in d dimensions costs |s|/√d', async () => {
    const x = gaussianCloud(300, 3, 'sliced');
    const y = { values: Float64Array.from(x.values, (value, at) => value + [1, 2, 2][at % 3]!), dimension: 3 };
    expect(await slicedWasserstein(x, y, { projections: 4000 })).toBeCloseTo(3 / Math.sqrt(3), 1);
    expect(await slicedWasserstein(x, y)).toBe(await slicedWasserstein(y, x));
    expect(await slicedWasserstein(x, x)).toBe(0);
  });

  test('kept projections give the same value, equal weights are no weights', async () => {
    const x = gaussianCloud(60, 3, 'x');
    const y = gaussianCloud(60, 3, 'y', 2);
    const weights = Float64Array.from({ length: 60 }, (_, i) => (i + 1) / 1830);
    const directions = unitDirections(20, 3, 'kept');
    const sorted = (cloud: { values: ArrayLike<number>; weights?: Float64Array }) =>
      directions.map((direction) => sortedProjection({ dimension: 3, ...cloud }, direction));
    for (const p of [1, 2, 3]) {
      const options = { projections: 20, seed: 'kept', p };
      expect(slicedDistance(sorted(x), sorted(y), p)).toBe(await slicedWasserstein(x, y, options));
      const weighted = slicedDistance(sorted({ ...x, weights }), sorted(y), p);
      expect(weighted).toBe(await slicedWasserstein(x, y, { ...options, a: weights }));
      expect(weighted).not.toBe(slicedDistance(sorted(x), sorted(y), p));
    }
    const equal = new Float64Array(60).fill(1 / 60);
    expect(await slicedWasserstein(x, y, { a: equal })).toBe(await slicedWasserstein(x, y));
  });

  test('bad input', async () => {
    await expect(slicedWasserstein(plane(1, 2), { values: [1, 2, 3], dimension: 3 })).rejects.toThrow(InputError);
    await expect(slicedWasserstein(plane(1, 2, 3), plane(1, 2))).rejects.toThrow('x has 3 numbers');
    await expect(slicedWasserstein(line(1), line(1), { a: [-1] })).rejects.toThrow('a[0] is -1');
    await expect(slicedWasserstein(plane(1, 2), plane(1, 2), { projections: 0 })).rejects.toThrow('projections is 0');
  });

  test('one dimension is exact, and a seed fixes the value', async () => {
    const x = gaussianCloud(50, 1, 'a');
    const y = gaussianCloud(70, 1, 'b', 2, 1);
    expect(await slicedWasserstein(x, y)).toBeCloseTo(wasserstein1d(x.values, y.values), 12);
    const wide = [gaussianCloud(50, 4, 'a'), gaussianCloud(50, 4, 'b')] as const;
    const value = await slicedWasserstein(...wide, { seed: 's' });
    expect(await slicedWasserstein(...wide, { seed: 's' })).toBe(value);
    expect(await slicedWasserstein(...wide, { seed: 't' })).not.toBe(value);
  });
});
