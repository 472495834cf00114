import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/bench/index.ts';
import { benchmarkOf, type Place } from './benchmark-folder.ts';
import { suiteWith } from './tiny-suite.ts';

const suite = suiteWith({ replicates: 6 });
const DISTANCE: Record<string, number> = { exact: 1, langevin: 1.4, hmc: 3 };
/** Distances from the base of the method, half above it. */
const metricsOf = ({ method, replicate }: Place) => ({ 'sliced-w2': DISTANCE[method]! + replicate / 10 });

const rowOf = async (fateOf: Parameters<typeof benchmarkOf>[1], method = 'langevin') =>
  rowsOf(await benchmarkOf(suite, fateOf)).find((row) => row.target === 'plane' && row.method === method)!;

describe('the rows of a comparison', () => {
  it('are every method on every target, in the order of the suite', async () => {
    const rows = rowsOf(await benchmarkOf(suite, (place) => ({ metrics: metricsOf(place) })));
    expect(rows.map(({ target, method, isFloor }) => [target, method, isFloor])).toEqual(
      ['plane', 'line'].flatMap((target) => [
        [target, 'exact', true],
        [target, 'langevin', false],
        [target, 'hmc', false],
      ]),
    );
    expect(rows.map(({ needs }) => needs).slice(0, 3)).toEqual(['samples', 'gradients', 'gradients']);
  });

  it('have medians, intervals, means and standard errors over the replicates', async () => {
    const { metrics, replicates, particles } = await rowOf((place) => ({ metrics: metricsOf(place) }));
    expect([replicates, particles]).toEqual([6, 50]);
    const { median, low, high, coverage, mean, standardError, count } = metrics['sliced-w2']!;
    // Of six the extremes cover 1 − 2/2⁶; 1.4, 1.5, …, 1.9 have the variance .035.
    expect([low, high, coverage, count]).toEqual([1.4, 1.9, 0.96875, 6]);
    expect(median).toBeCloseTo(1.65, 12);
    expect(mean).toBeCloseTo(1.65, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(0.035 / 6), 12);
  });

  it('leave out what is no number, count what stopped, failed and is missing', async () => {
    const row = await rowOf((place) => {
      if (place.replicate === 0) return { failed: 'RunError: lost' };
      if (place.replicate === 1) return 'missing';
      if (place.replicate === 2) return { metrics: { 'sliced-w2': Number.NaN, ksd: Number.NaN } };
      return place.replicate === 3
        ? { status: 'stopped', reason: 'step 3: NaN', metrics: metricsOf(place) }
        : { metrics: metricsOf(place) };
    });
    expect(row).toMatchObject({ replicates: 4, stopped: 1, failed: 1, missing: 1, reason: 'step 3: NaN' });
    expect(row.metrics['sliced-w2']!.count).toBe(3);
    expect(row.metrics.ksd).toBeUndefined();
  });

  it('have neither figures nor times where nothing came to an end', async () => {
    const row = await rowOf(() => ({ failed: 'RunError: lost' }));
    expect(row).toMatchObject({ replicates: 0, failed: 6, missing: 0, metrics: {} });
    expect([row.evaluations, row.warmup, row.seconds.run]).toEqual([undefined, undefined, undefined]);
  });

  it('count evaluations and effective draws after warm-up per thousand', async () => {
    const row = await rowOf(() => ({
      evaluations: { gradient: 300, density: 0 },
      warmup: { gradient: 100, density: 0, steps: 100 },
      diagnostics: { chains: 4, draws: 10, rHat: 1.5, bulkEss: 20, tailEss: 8 },
    }));
    // 20 of 4 chains · 200 evaluations.
    expect(row.essPerThousand!.median).toBe(25);
    expect([row.evaluations, row.warmup, row.rHat!.median, row.seconds.run]).toEqual([300, 100, 1.5, 2]);
  });
});
