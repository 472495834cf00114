import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Contest, estimate, geometricMean, meanOf, median, quantile, type RankTable, ranks, rankTable,
} from '../../../src/bench/statistics/index.ts'; // biome-ignore format: one line of names
import { InputError } from '../../../src/errors.ts';
import { uniforms } from '../../../src/random/index.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });

describe('estimate', () => {
  // Coverage by scipy.stats.binom: 1 − 2 cdf(k − 1, n, ½), the largest k for which it is .95.
  it.each([
    [1, 1, 1, 0],
    [2, 1, 2, 0.5],
    [5, 1, 5, 0.9375],
    [6, 1, 6, 0.96875],
    [9, 2, 8, 0.9609375],
    [10, 2, 9, 0.978515625],
    [11, 2, 10, 0.98828125],
    [20, 6, 15, 0.9586105346679688],
    [50, 18, 33, 0.9671608624357315],
    [2000, 956, 1045, 0.9534471795082161],
  ])('of %i values goes from the %i-th to the %i-th', (count, low, high, coverage) => {
    const found = estimate(upTo(count).reverse());
    expect(found).toMatchObject({ low, high, count, median: (count + 1) / 2 });
    expect(found.coverage).toBeCloseTo(coverage, 10);
  });

  it('covers the median as often as it says', () => {
    const trials = 4000;
    const values = uniforms(trials, 10, { key: [1, 2], step: 0, stream: 0 });
    let covered = 0;
    for (let t = 0; t < trials; t++) {
      const { low, high } = estimate(Array.from(values.subarray(10 * t, 10 * t + 10)));
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    // The standard error is .0023.
    expect(Math.abs(covered / trials - 0.9785)).toBeLessThan(0.008);
  });

  it('goes along with increasing maps, and takes infinite values for values', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const found = estimate(values);
        const mapped = estimate(values.map((value) => value ** 3));
        expect([mapped.low, mapped.high]).toEqual([found.low ** 3, found.high ** 3]);
        expect(estimate([...values].reverse())).toEqual(found);
        expect(found.low <= found.median && found.median <= found.high).toBe(true);
      }),
    );
    expect(estimate([...upTo(9), Number.POSITIVE_INFINITY])).toMatchObject({ median: 5.5, low: 2, high: 9 });
    expect(estimate(upTo(10), 0.99)).toMatchObject({ low: 1, high: 10 });
    expect(estimate(upTo(10), 0.5)).toMatchObject({ low: 4, high: 7 });
    expect(() => estimate([])).toThrow(InputError);
    expect(() => estimate([1, Number.NaN])).toThrow('none of them NaN, got [1, NaN]');
  });
});

describe('means and quantiles', () => {
  it('by hand', () => {
    expect(meanOf([1, 2, 3, 6])).toEqual({ mean: 3, standardError: Math.sqrt(14 / 3) / 2 });
    expect(meanOf([5])).toEqual({ mean: 5 });
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12);
    expect(geometricMean([0, 4])).toBe(0);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    // numpy.quantile([1, 2, 4, 8], [.1, .5, .9])
    expect([0.1, 0.5, 0.9].map((p) => quantile([8, 1, 4, 2], p))).toEqual([1.3, 3, 6.800000000000001]);
    expect(() => meanOf([])).toThrow(InputError);
    expect(() => geometricMean([1, -2])).toThrow('must not be negative for a geometric mean, got -2');
  });
});

describe('ranks', () => {
  it('are shared by equal figures, and a figure that is none comes last', () => {
    expect(ranks([0.3, 0.1, 0.3, 0.2])).toEqual([3.5, 1, 3.5, 2]);
    expect(ranks([Number.NaN, 2, Number.NaN, Number.POSITIVE_INFINITY, -0, 0])).toEqual([5, 3, 5, 5, 1.5, 1.5]);
  });

  it('add up, and do not see increasing maps', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const found = ranks(values);
        expect(found.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((values.length * (values.length + 1)) / 2, 9);
        expect(ranks(values.map((value) => Math.exp(value / 10)))).toEqual(found);
        values.forEach((a, i) => {
          const below = values.filter((b) => b < a).length;
          const equal = values.filter((b) => b === a).length;
          expect(found[i]).toBe(below + (equal + 1) / 2);
        });
      }),
    );
  });
});

const noise = (count: number, step: number): number[] => [...uniforms(count, 1, { key: [3, 4], step, stream: 0 })];
const rankOf = ({ overall }: RankTable, method: string) => overall.find((rank) => rank.method === method)!;

describe('rankTable', () => {
  const contest: Contest = { name: 'ring', figures: { a: [1, 1, 3], b: [2, 2, 1], c: [3, 3, 2] } };

  it('has mean ranks by hand, best first', () => {
    const { overall, contests } = rankTable([contest]);
    expect(overall.map(({ method, meanRank }) => [method, meanRank])).toEqual([
      ['a', 5 / 3],
      ['b', 5 / 3],
      ['c', 8 / 3],
    ]);
    expect(contests).toEqual([{ name: 'ring', ranks: overall }]);
    // Of the 27 resamples of 3 replicates those with the third 0, 1, 2, 3 times (8, 12, 6, 1) give a the mean ranks 1, 5/3, 7/3, 3 and b 2, 5/3, 4/3, 1.
    const many = rankTable([contest], { resamples: 20_000 });
    expect(Math.abs(rankOf(many, 'a').probabilityBest - 14 / 27)).toBeLessThan(0.015);
    expect(Math.abs(rankOf(many, 'b').probabilityBest - 13 / 27)).toBeLessThan(0.015);
    expect(rankOf(many, 'c').probabilityBest).toBe(0);
    expect(rankOf(many, 'a')).toMatchObject({ low: 1, high: 3 });
  });

  it('is the same for the same key, and for other orders of methods', () => {
    const contests = [0, 1, 2].map((i) => ({
      name: `target-${i}`,
      figures: { a: noise(10, 3 * i), b: noise(10, 3 * i + 1), c: noise(10, 3 * i + 2) },
    }));
    const table = rankTable(contests, { key: [5, 6] });
    expect(rankTable(contests, { key: [5, 6] })).toEqual(table);
    expect(rankTable(contests, { key: [5, 7] })).not.toEqual(table);
    const turned = contests.map(({ name, figures: { a, b, c } }) => ({ name, figures: { c, b, a } }));
    expect(rankTable(turned, { key: [5, 6] })).toEqual(table);
    const probability = table.overall.reduce((sum, rank) => sum + rank.probabilityBest, 0);
    expect(probability).toBeCloseTo(1, 9);
  });

  it('has intervals that hold the true mean rank about as often as they say', () => {
    // Two methods whose figures have the same law: mean rank 1.5. Percentile intervals of 12 replicates cover a little less than 95 %.
    let covered = 0;
    for (let t = 0; t < 200; t++) {
      const contests = [0, 1, 2].map((i) => ({
        name: String(i),
        figures: { a: noise(12, 1000 + 6 * t + 2 * i), b: noise(12, 1001 + 6 * t + 2 * i) },
      }));
      const { low, high } = rankOf(rankTable(contests, { resamples: 200 }), 'a');
      if (low <= 1.5 && high >= 1.5) covered++;
    }
    expect(covered).toBeGreaterThan(172);
    expect(covered).toBeLessThan(200);
  });

  it('is sure where one method is always better, and counts failures as last', () => {
    const table = rankTable([
      { name: 'x', figures: { good: [1, 2, 3], bad: [2, 3, 4], broken: [Number.NaN, Number.NaN, Number.NaN] } },
      { name: 'y', figures: { good: [1, 2], bad: [5, 6] } },
    ]);
    expect(table.overall).toEqual([
      { method: 'good', meanRank: 1, low: 1, high: 1, probabilityBest: 1, contests: 2 },
      { method: 'bad', meanRank: 2, low: 2, high: 2, probabilityBest: 0, contests: 2 },
      { method: 'broken', meanRank: 3, low: 3, high: 3, probabilityBest: 0, contests: 1 },
    ]);
    const tied = rankTable([{ name: 'x', figures: { a: [1, 1], b: [1, 1] } }]).overall;
    expect(tied.map(({ probabilityBest }) => probabilityBest)).toEqual(
      [0.5, 0.5].map((half) => expect.closeTo(half, 9)),
    );
  });

  it('refuses contests that are none', () => {
    expect(rankTable([])).toEqual({ overall: [], contests: [] });
    expect(() => rankTable([{ name: 'x', figures: {} }])).toThrow('contest x: must have a method and a replicate');
    expect(() => rankTable([{ name: 'x', figures: { a: [1, 2], b: [1] } }])).toThrow(
      'contest x: b must have 2 replicates like a, got 1',
    );
    expect(() => rankTable([contest], { resamples: 0 })).toThrow(InputError);
    expect(() => rankTable([contest], { level: 1 })).toThrow(InputError);
  });
});
