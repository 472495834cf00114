import { describe, expect, it } from 'vitest';
import { siteVolumes } from '../../src/sites/index.ts';
import { nodesOf, uniformAxis } from './plain.ts';

describe('the volumes of sites', () => {
  it('are the spacings of a uniform grid, at its ends too', () => {
    expect(siteVolumes(Float64Array.of(0, 0.5, 1), 1)).toEqual(Float64Array.of(0.5, 0.5, 0.5));
    const sites = nodesOf([uniformAxis(-2, 2, 5), uniformAxis(0, 1, 3), [7]]);
    expect(siteVolumes(sites, 3)).toEqual(new Float64Array(15).fill(0.5));
  });

  it('are equal where only the rounding of float32 makes the spacings differ', () => {
    const volumes = siteVolumes(Float64Array.from(uniformAxis(-2.4, 2.4, 61), Math.fround), 1);
    expect(new Set(volumes).size).toBe(1);
    expect(volumes[0]).toBeCloseTo(0.08, 7);
  });

  it('are half the way to the neighbours on other grids', () => {
    expect(siteVolumes(Float64Array.of(0, 1, 3), 1)).toEqual(Float64Array.of(1, 1.5, 2));
    expect(
      siteVolumes(
        nodesOf([
          [0, 1, 3],
          [0, 2],
        ]),
        2,
      ),
    ).toEqual(Float64Array.of(2, 2, 3, 3, 4, 4));
  });

  it('share the box of any other cloud', () => {
    expect(siteVolumes(Float64Array.of(0, 0, 2, 1, 1, 3), 2)).toEqual(new Float64Array(3).fill(2));
    expect(siteVolumes(Float64Array.of(0, 5, 2, 5, 1, 5), 2)).toEqual(new Float64Array(3).fill(2 / 3));
  });

  it('are 1 at a single site', () => {
    expect(siteVolumes(Float64Array.of(3, 4), 2)).toEqual(Float64Array.of(1));
  });
});
