import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestSites } from '../../src/sites/index.ts';
import { nodesOf } from './plain.ts';

function plainNearest(sites: Float64Array, dimension: number, point: readonly number[]): number {
  const distances = Array.from({ length: sites.length / dimension }, (_, i) =>
    point.reduce((sum, x, k) => sum + (sites[i * dimension + k]! - x) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}

/** Halves: ties are common, and exact. */
const half = fc.integer({ min: -9, max: 9 }).map((x) => x / 2);
const axis = fc
  .uniqueArray(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 5 })
  .map((values) => values.sort((a, b) => a - b));
const cases = fc.integer({ min: 1, max: 3 }).chain((dimension) => {
  const row = fc.array(half, { minLength: dimension, maxLength: dimension });
  return fc.record({
    dimension: fc.constant(dimension),
    sites: fc.oneof(
      fc.array(axis, { minLength: dimension, maxLength: dimension }).map(nodesOf),
      fc.array(row, { minLength: 1, maxLength: 12 }).map((rows) => Float64Array.from(rows.flat())),
    ),
    points: fc.array(row, { maxLength: 10 }),
  });
});

describe('the nearest sites', () => {
  it('are those of the least distance, the first of several', () => {
    fc.assert(
      fc.property(cases, ({ dimension, sites, points }) => {
        expect(Array.from(nearestSites(sites, dimension, points.flat()))).toEqual(
          points.map((point) => plainNearest(sites, dimension, point)),
        );
      }),
      { numRuns: 500 },
    );
  });
});
