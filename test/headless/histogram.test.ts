import { describe, expect, it } from 'vitest';
import { quantiles } from '../../src/headless/report/histogram.ts';

describe('quantiles', () => {
  it('of equal points count them', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000);
    expect(quantiles(values, [0.002, 0.5, 0.998])).toEqual([1, 499, 997]);
  });

  it('of weighted points share out the mass, so that far particles of no weight do not widen a picture', () => {
    expect(quantiles([-25, -1, 0, 1, 25], [0.01, 0.99], [1e-9, 0.3, 0.4, 0.3, 1e-9])).toEqual([-1, 1]);
  });

  it('of one point are the point', () => expect(quantiles([3], [0, 1])).toEqual([3, 3]));
});
