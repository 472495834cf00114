import { describe, expect, it } from 'vitest';
import { histogram, quantiles, smoothDensity } from '../../src/picture/index.ts';

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

describe('histogram', () => {
  it('weighs, and counts what lies outside', () => {
    expect(histogram([0.5, 1.5, 9], [1, 2, 1], [0, 2], 2)).toEqual([[0.5, 0.25], [1.5, 0.5]]); // biome-ignore format: pairs
    expect(histogram([0.5, 1.5, 1.6, 9], undefined, [0, 2], 2)).toEqual([[0.5, 0.25], [1.5, 0.5]]); // biome-ignore format: pairs
  });
});

describe('smoothDensity', () => {
  it('integrates to one, and has the variance of the kernel besides that of the values', () => {
    const curve = smoothDensity([-1, 1], [-4, 4], 0.3);
    const integral = (of: (x: number) => number): number =>
      curve.reduce((sum, [x, density]) => sum + of(x) * density * (8 / curve.length), 0);
    expect(integral(() => 1)).toBeCloseTo(1, 6);
    expect(integral((x) => x ** 2)).toBeCloseTo(1 + 0.3 ** 2, 1);
  });
});
