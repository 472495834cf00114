import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { denseKernel, productGrid, type SiteKernel, separableKernel, siteKernel } from '../../src/sites/index.ts';
import { largestRatio, nodesOf, plainApply, plainLogApply, uniformAxis, worst } from './plain.ts';

/** Integers are drawn uniformly; doubles are mostly tiny. */
const coordinate = fc.integer({ min: -1000, max: 1000 }).map((x) => x / 1000);
/** From 1e-6 to 10 squares of the diameter. */
const epsilon = fc.integer({ min: -600, max: 100 }).map((power) => 4 * 10 ** (power / 100));
const height = (range: number) => fc.integer({ min: -10_000, max: 10_000 }).map((x) => (x / 10_000) * range);

const cloud = fc.integer({ min: 1, max: 3 }).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    epsilon,
    sites: fc
      .array(fc.array(coordinate, { minLength: dimension, maxLength: dimension }), { minLength: 1, maxLength: 30 })
      .map((rows) => Float64Array.from(rows.flat())),
  }),
);

/** Axes need not be uniform. */
const axis = fc
  .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 7 })
  .map((values) => values.sort((a, b) => a - b).map((value) => value / 1000));
const grid = fc
  .record({ axes: fc.array(axis, { minLength: 1, maxLength: 3 }), epsilon })
  .map(({ axes, epsilon }) => ({ sites: nodesOf(axes), dimension: axes.length, epsilon }));

const either = fc.oneof(cloud, grid).chain((sites) =>
  fc.record({
    sites: fc.constant(sites),
    h: fc
      .array(fc.oneof(height(1000), height(1), fc.constant(Number.NEGATIVE_INFINITY)), {
        minLength: sites.sites.length / sites.dimension,
        maxLength: sites.sites.length / sites.dimension,
      })
      .map((values) => Float64Array.from(values)),
  }),
);

describe('a kernel between sites', () => {
  it('is chosen by their shape', () => {
    expect(
      siteKernel({
        sites: nodesOf([
          [0, 1],
          [0, 1, 3],
        ]),
        dimension: 2,
        epsilon: 1,
      }).kind,
    ).toBe('separable');
    expect(siteKernel({ sites: Float64Array.of(0, 0, 1, 0, 0, 1), dimension: 2, epsilon: 1 }).kind).toBe('dense');
  });

  it('applies to numbers of any sign like the plain sums', async () => {
    await fc.assert(
      fc.asyncProperty(either, async ({ sites, h }) => {
        const v = h.map((value, i) => (value === Number.NEGATIVE_INFINITY ? 0 : (-1) ** i * value));
        const bound = plainApply(sites, v.map(Math.abs));
        const image = await siteKernel(sites).apply(v);
        expect(worst(image, plainApply(sites, v), (i) => 1e-12 * bound[i]! + 1e-290)).toBeLessThan(1);
      }),
      { numRuns: 300 },
    );
  });

  it('applies in the log domain like the plain sums, where linear numbers underflow too', async () => {
    await fc.assert(
      fc.asyncProperty(either, async ({ sites, h }) => {
        const image = await siteKernel(sites).logApply(h);
        const size = 1000 + largestRatio(sites);
        expect(worst(image, plainLogApply(sites, h), () => 1e-14 * size)).toBeLessThan(1);
      }),
      { numRuns: 500 },
    );
  });

  it('has blocks', async () => {
    await fc.assert(
      fc.asyncProperty(either, async ({ sites, h }) => {
        const kernel = siteKernel(sites);
        const all = [...h.keys()];
        const block = kernel.block(all, [0]);
        const column = await kernel.apply(Float64Array.from(all, (i) => Number(i === 0)));
        expect(worst(Float64Array.from(block.to1DArray()), column, (i) => 1e-12 * column[i]! + 1e-290)).toBeLessThan(1);
      }),
    );
  });

  it('of a grid is the matrix of its nodes, in one to four dimensions', async () => {
    for (const counts of [[161], [23, 18], [7, 9, 5], [3, 1, 4, 5]]) {
      const axes = counts.map((count, k) => (count > 1 ? uniformAxis(-1, 1 + k, count) : [0.3]));
      const sites = { sites: nodesOf(axes), dimension: counts.length, epsilon: 0.7 };
      const [separable, dense] = [siteKernel(sites), denseKernel(sites)];
      const v = Float64Array.from({ length: dense.count }, (_, i) => Math.sin(7 * i));
      const image = await dense.apply(v);
      expect(separable.kind).toBe('separable');
      expect(worst(await separable.apply(v), image, () => 1e-13 * dense.count)).toBeLessThan(1);
    }
  });

  it('is exact far from all mass, where sums are tiny', async () => {
    const sites = { sites: nodesOf([uniformAxis(0, 1, 30), uniformAxis(0, 1, 30)]), dimension: 2, epsilon: 0.003 };
    const v = Float64Array.from({ length: 900 }, (_, i) => Number(i === 0));
    const image = await siteKernel(sites).apply(v);
    const farthest = Math.exp(-2 / 0.003);
    expect(farthest).toBeLessThan(1e-289);
    expect(image[899]! / farthest).toBeCloseTo(1, 11);
    const pair = siteKernel({ sites: Float64Array.of(1, 0), dimension: 1, epsilon: 1 / 640 });
    expect((await pair.apply(Float64Array.of(1, 0)))[1]! / Math.exp(-640)).toBeCloseTo(1, 11);
  });

  it('neither overflows nor underflows on a large domain', async () => {
    const sites = { sites: nodesOf([uniformAxis(0, 1, 40), uniformAxis(0, 1, 40)]), dimension: 2, epsilon: 1e-5 };
    const h = Float64Array.from({ length: 1600 }, (_, i) => (i === 0 ? 0 : Number.NEGATIVE_INFINITY));
    const image = await siteKernel(sites).logApply(h);
    expect(image[1599]! / -2e5).toBeCloseTo(1, 13);
  });

  it('takes the terms that were lost to underflow, where what was left is tiny', async () => {
    // e^{−690} ≈ 1e-300 from a near site, and from far ones, which are heavier, e^{−680} and nothing in linear numbers.
    for (const sites of [Float64Array.of(0, 1, 2), Float64Array.of(2, 1, 0)]) {
      const near = { sites, dimension: 1, epsilon: 1 / 300 };
      const h = sites.map((x) => (x === 0 ? Number.NEGATIVE_INFINITY : x === 1 ? -370 : 525));
      expect(worst(await siteKernel(near).logApply(h), plainLogApply(near, h), () => 1e-11)).toBeLessThan(1);
    }
  });

  it('has no image of nothing', async () => {
    for (const make of [denseKernel, (sites: Parameters<typeof denseKernel>[0]) => siteKernel(sites)]) {
      const kernel: SiteKernel = make({ sites: Float64Array.of(0, 1, 2), dimension: 1, epsilon: 1 });
      const nothing = new Float64Array(3).fill(Number.NEGATIVE_INFINITY);
      expect(await kernel.logApply(nothing)).toEqual(nothing);
      expect(await kernel.apply(new Float64Array(3))).toEqual(new Float64Array(3));
    }
  });

  it('leaves its arguments as they are', async () => {
    const sites = nodesOf([
      [0, 1, 2],
      [0, 1],
    ]);
    for (const kernel of [
      denseKernel({ sites, dimension: 2, epsilon: 1 }),
      separableKernel({ sites, dimension: 2, epsilon: 1 }, productGrid(sites, 2)!),
    ]) {
      const v = Float64Array.of(1, 0, 3, -4, 5, 6);
      await kernel.apply(v);
      await kernel.logApply(v);
      expect(v).toEqual(Float64Array.of(1, 0, 3, -4, 5, 6));
    }
  });

  it('says what it cannot be made of', () => {
    const make = (change: object) => () =>
      siteKernel({ sites: Float64Array.of(0, 1, 2, 3), dimension: 2, epsilon: 1, ...change });
    expect(make({ epsilon: 0 })).toThrow(new InputError('epsilon: must be a number > 0, got 0'));
    expect(make({ epsilon: Number.NaN })).toThrow(InputError);
    const [small, large] = [1e-300, 1e12].map((epsilon) => make({ epsilon }));
    expect(small).toThrow('epsilon: must be from 8.0e-200 to 8.0e+9 on sites that are 2.8 apart, got 1e-300');
    expect(large).toThrow('epsilon: must be from 8.0e-200 to 8.0e+9 on sites that are 2.8 apart, got 1000000000000');
    expect(make({ sites: Float64Array.of(1, 1, 1, 1), epsilon: 1e12 })).not.toThrow();
    expect(make({ sites: new Float64Array() })).toThrow(/^sites: /);
    expect(make({ sites: Float64Array.of(0, 1, Number.NaN, 3) })).toThrow('sites[1]: must be finite, got NaN');
  });
});
