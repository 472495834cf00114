import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderOf } from '../../src/quantile/index.ts';
import { normalQuantile } from '../../src/random/index.ts';

const normalQuantiles = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count, 1 - (i + 0.5) / count));

describe('orderOf', () => {
  it('counts the pairs that have changed places, in any order of the rows', () => {
    const cloud = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(cloud, (pairs) => {
        const start = pairs.map(([x], i) => x + i / 1000);
        const after = pairs.map(([, y]) => y);
        let inversions = 0;
        for (let i = 0; i < pairs.length; i++)
          for (let j = 0; j < pairs.length; j++) if (start[i]! < start[j]! && after[i]! > after[j]!) inversions++;
        expect(orderOf({ start, before: start, after }).inversions).toBe(inversions);
      }),
    );
  });

  it('finds the least slope between neighbours, negative where the map folds', () => {
    const before = [3, 0, 1, 2];
    expect(orderOf({ start: before, before, after: [9, 0, 1, 4] }).minSlope).toBe(1);
    expect(orderOf({ start: before, before, after: [3, 0, 1, 0.5] }).minSlope).toBe(-0.5);
    expect(orderOf({ start: [1, 1], before: [1, 1], after: [1, 2] }).minSlope).toBe(1);
    expect(orderOf({ start: [1], before: [1], after: [2] })).toEqual({
      inversions: 0,
      minSlope: 1,
      lowestDensity: 1,
      highestDensity: 1,
    });
  });

  it('sees no hole and no spike in smooth laws, of equal masses or not, with one mode or two', () => {
    const z = normalQuantiles(200);
    const grid = Array.from({ length: 200 }, (_, i) => -6 + (12 * i) / 199);
    const clouds: [number[], number[]?][] = [
      [z],
      [z.map((value) => 3 * value - 7)],
      [z.map((value) => value + 0.8 * Math.tanh(2 * value))],
      [grid, grid.map((value) => Math.exp(-0.5 * value * value))],
    ];
    for (const [after, weights] of clouds) {
      const { lowestDensity, highestDensity } = orderOf({ start: after, before: after, after, weights });
      expect(lowestDensity).toBeGreaterThan(0.7);
      expect(highestDensity).toBeLessThan(1.4);
    }
  });

  it('sees a hole and a spike', () => {
    const z = normalQuantiles(200);
    const torn = z.map((value) => (value > 0.3 ? value + 0.5 : value));
    expect(orderOf({ start: z, before: z, after: torn }).lowestDensity).toBeLessThan(0.05);
    expect(orderOf({ start: z, before: z, after: torn }).highestDensity).toBeLessThan(2);
    const pinched = z.map((value, i) => (i === 100 ? z[99]! + 1e-4 : value));
    expect(orderOf({ start: z, before: z, after: pinched }).highestDensity).toBeGreaterThan(50);
    const merged = z.map((value, i) => (i === 100 ? z[99]! : value));
    const { highestDensity } = orderOf({ start: z, before: z, after: merged });
    expect(highestDensity).toBeGreaterThan(1e4);
    expect(Number.isFinite(highestDensity)).toBe(true);
  });
});
