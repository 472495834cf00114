import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  autocovariance,
  bulkEffectiveSampleSize,
  type Chains,
  chainDiagnostics,
  NormalScores,
  rankNormalise,
  rankNormalisedRHat,
  tailEffectiveSampleSize,
} from '../../src/metrics/index.ts';
import { normals } from '../../src/random/index.ts';
import { type AutoregressiveOptions, autoregressive, congruential } from './sequences.ts';

const figures = (chains: Chains): number[] => [
  rankNormalisedRHat(chains),
  bulkEffectiveSampleSize(chains),
  tailEffectiveSampleSize(chains),
];
const mapped = ({ values, shape }: Chains, f: (value: number) => number): Chains => ({
  values: Float64Array.from(values, f),
  shape,
});

describe('R-hat and effective sample sizes', () => {
  // By a separate implementation in numpy, direct sums in place of transforms; ArviZ 0.23.4 (az.rhat, az.ess) gives the same to 12 digits.
  it.each<[AutoregressiveOptions & { steps?: number }, [rHat: number, bulk: number, tail: number]]>([
    [{ memory: 0.5, shape: [4, 200] }, [1.0057682612170533, 216.81471893615765, 334.0944723810678]],
    [{ memory: -0.5, shape: [4, 201] }, [0.9978474661478123, 2322.471989593555, 637.0664304690238]],
    [{ memory: 0.95, shape: [3, 300] }, [1.0635824182939013, 32.22422533661532, 74.65343379319987]],
    [{ memory: 0.9, shape: [1, 100] }, [1.0092598900426883, 19.42423916211267, 50.65343011720392]],
    [{ memory: 0.3, shape: [8, 50], shift: 0.25 }, [2.110700059705143, 11.790989266778883, 46.81666834829984]],
    [{ memory: 0.6, shape: [4, 128], steps: 4 }, [1.0296359520628375, 128.47646616479733, 238.0519192604156]],
    [{ memory: 0.2, shape: [2, 11] }, [1.0690196907628502, 15.539785857382002, 26.020599913279625]],
  ])('are those of the paper: %j', ({ steps, ...options }, expected) => {
    const chains = autoregressive(options);
    const seen = figures(steps ? mapped(chains, (value) => Math.floor(value * steps)) : chains);
    seen.forEach((value, i) => {
      expect(value / expected[i]!).toBeCloseTo(1, 11);
    });
  });

  it('of stationary chains have the expectation N(1 − φ)/(1 + φ)', () => {
    const shape: [number, number] = [16, 1500];
    for (const memory of [-0.4, 0, 0.5, 0.9]) {
      const noise = normals(...shape, { key: [1, 2], step: 0, stream: 0 });
      for (let i = 0; i < noise.length; i++)
        if (i % shape[1] > 0) noise[i] = memory * noise[i - 1]! + Math.sqrt(1 - memory * memory) * noise[i]!;
      const expected = (noise.length * (1 - memory)) / (1 + memory);
      const chains = { values: noise, shape };
      // Over 40 keys: .943 to 1.108 for −.4, .956 to 1.026 for 0, .918 to 1.065 for .5, .861 to 1.216 for .9, R-hat below 1.023.
      expect(Math.abs(bulkEffectiveSampleSize(chains) / expected - 1)).toBeLessThan(0.25);
      expect(rankNormalisedRHat(chains)).toBeLessThan(1.03);
    }
  });

  it('do not change under increasing maps, nor under the order of the chains; R-hat not under time reversed', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 5, max: 30 }).map((half) => 2 * half),
    );
    fc.assert(
      fc.property(shapes, fc.double({ min: -0.9, max: 0.95, noNaN: true }), fc.nat(1e6), (shape, memory, seed) => {
        // Binary fractions: distances to the median that are equal stay so.
        const chains = mapped(
          autoregressive({ memory, shape, seed }),
          (value) => Math.round(value * 2 ** 20) / 2 ** 20,
        );
        const [rHat, bulk, tail] = figures(chains) as [number, number, number];
        const affine = figures(mapped(chains, (value) => 8 * value - 3));
        expect(affine[0]! / rHat).toBeCloseTo(1, 9);
        expect(affine[1]).toBe(bulk);
        expect(affine[2]).toBe(tail);
        expect(bulkEffectiveSampleSize(mapped(chains, Math.exp))).toBe(bulk);
        const [count, draws] = shape;
        const rows = Array.from({ length: count }, (_, c) => chains.values.subarray(c * draws, (c + 1) * draws));
        const turned = Float64Array.from(rows.reverse().flatMap((row) => [...row]));
        const other = figures({ values: turned, shape });
        expect(other[0]! / rHat).toBeCloseTo(1, 10);
        expect(other[1]! / bulk).toBeCloseTo(1, 9);
        expect(other[2]! / tail).toBeCloseTo(1, 9);
        const backwards = Float64Array.from(chains.values).reverse();
        expect(rankNormalisedRHat({ values: backwards, shape }) / rHat).toBeCloseTo(1, 10);
      }),
      { numRuns: 40 },
    );
  });

  it('see chains at different places, of different spread, and with a trend', () => {
    const { values, shape } = autoregressive({ memory: 0, shape: [4, 200] });
    const changed = (f: (value: number, chain: number, draw: number) => number) =>
      rankNormalisedRHat({ values: values.map((value, i) => f(value, Math.floor(i / 200), i % 200)), shape });
    expect(changed((value) => value)).toBeLessThan(1.02);
    expect(changed((value, chain) => value + (chain === 0 ? 1 : 0))).toBeGreaterThan(1.2);
    expect(changed((value, chain) => value * (chain === 0 ? 4 : 1))).toBeGreaterThan(1.05);
    expect(changed((value, _, draw) => value + draw / 200)).toBeGreaterThan(1.2);
  });

  it('are undefined for what says nothing', () => {
    const undefinedFor = (values: number[], shape: [number, number]) =>
      expect(figures({ values: Float64Array.from(values), shape })).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    undefinedFor(new Array<number>(40).fill(3), [2, 20]);
    undefinedFor([1, 2, 3, 4, 5, 6], [2, 3]);
    undefinedFor([...congruential(1, 39), Number.NaN], [2, 20]);
    undefinedFor([...congruential(1, 39), Number.POSITIVE_INFINITY], [2, 20]);
    undefinedFor([], [0, 20]);
    // Fewer than ten draws have a shrink factor, but no autocorrelations to sum.
    const short = { values: congruential(1, 16), shape: [2, 8] as const };
    expect(rankNormalisedRHat(short)).toBeGreaterThan(0.7);
    expect(bulkEffectiveSampleSize(short)).toBeNaN();
    expect(tailEffectiveSampleSize(short)).toBeNaN();
  });

  it('of chains that stand still at different places: R-hat is infinite', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
    expect(rankNormalisedRHat({ values, shape: [3, 20] })).toBe(Number.POSITIVE_INFINITY);
    // 60 draws say as much as three.
    expect(bulkEffectiveSampleSize({ values, shape: [3, 20] })).toBeLessThan(8);
    const twoValues = Float64Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 1 : -1));
    expect(rankNormalisedRHat({ values: twoValues, shape: [2, 20] })).toBeLessThan(1.2);
  });

  it('refuse a shape that is none', () => {
    const chains = { values: new Float64Array(10), shape: [3, 4] as const };
    for (const figure of [rankNormalisedRHat, bulkEffectiveSampleSize, tailEffectiveSampleSize])
      expect(() => figure(chains)).toThrow(InputError);
    expect(() => chainDiagnostics({ values: new Float64Array(10), shape: [1, 5, 3] })).toThrow(
      '10 numbers have no shape [1, 5, 3]',
    );
  });
});

describe('chainDiagnostics', () => {
  it('takes the worst coordinate', () => {
    const coordinates = [0, 0.9, 0.5].map((memory, k) => autoregressive({ memory, shape: [4, 100], seed: k + 1 }));
    const values = Float32Array.from({ length: 1200 }, (_, i) => coordinates[i % 3]!.values[Math.floor(i / 3)]!);
    const rounded = coordinates.map((chains) => mapped(chains, Math.fround));
    expect(chainDiagnostics({ values, shape: [4, 100, 3] })).toEqual({
      chains: 4,
      draws: 100,
      rHat: Math.max(...rounded.map((chains) => rankNormalisedRHat(chains))),
      bulkEss: Math.min(...rounded.map((chains) => bulkEffectiveSampleSize(chains))),
      tailEss: Math.min(...rounded.map((chains) => tailEffectiveSampleSize(chains))),
    });
  });

  it('does not hide a coordinate that never moved', () => {
    const values = congruential(3, 200).map((value, i) => (i % 2 === 0 ? value : 1));
    const { rHat, bulkEss, tailEss } = chainDiagnostics({ values, shape: [2, 50, 2] });
    expect([rHat, bulkEss, tailEss]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

describe('autocovariance', () => {
  it('is the mean of the direct sums, for any number of chains and draws', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(1e6),
        (chains, draws, seed) => {
          const values = congruential(seed, chains * draws);
          const expected = new Float64Array(draws);
          for (let chain = 0; chain < chains; chain++) {
            const row = values.subarray(chain * draws, (chain + 1) * draws);
            const mean = row.reduce((sum, value) => sum + value, 0) / draws;
            for (let lag = 0; lag < draws; lag++)
              for (let i = 0; i + lag < draws; i++)
                expected[lag]! += ((row[i]! - mean) * (row[i + lag]! - mean)) / (draws * chains);
          }
          autocovariance(values, draws).forEach((value, lag) => {
            expect(value).toBeCloseTo(expected[lag]!, 13);
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rankNormalise', () => {
  it('gives the normal scores of the ranks, with ties at the mean of theirs', () => {
    // Φ⁻¹((r − 3/8)/(S + 1/4)) by scipy.stats: norm.ppf of .625/5.25, 2.125/5.25 (twice), 3.625/5.25 … of ranks 1, 2.5, 2.5, 4, 5.
    const scores = [1, 2.5, 2.5, 4, 5].map((rank) => new NormalScores(5).of(rank));
    expect(Array.from(rankNormalise([-3, 2, 2, 7, 100]))).toEqual(scores);
    expect(scores[0]).toBeCloseTo(-1.1797611176118612, 12);
    expect(scores[1]).toBeCloseTo(-0.24104039388602685, 12);
    expect(scores[3]).toBeCloseTo(0.49720057068155404, 12);
    expect(scores[4]).toBeCloseTo(1.1797611176118612, 12);
    expect(Array.from(rankNormalise([4, 4, 4]))).toEqual([0, 0, 0]);
  });

  it('depends on the order alone, and sums to 0', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, (list) => {
        const scores = rankNormalise(list);
        expect(rankNormalise(list.map((value) => value ** 3 + value))).toEqual(scores);
        expect(Array.from(rankNormalise([...list].reverse())).reverse()).toEqual(Array.from(scores));
        list.forEach((a, i) => {
          list.forEach((b, j) => {
            expect(Math.sign(scores[i]! - scores[j]!)).toBe(Math.sign(a - b));
          });
        });
        const mirrored = rankNormalise(list.map((value) => -value));
        mirrored.forEach((score, i) => {
          expect(score).toBeCloseTo(-scores[i]!, 12);
        });
      }),
      { numRuns: 50 },
    );
  });
});
