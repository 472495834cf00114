import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/headless/index.ts';
import { MOST_MEASURED, measuredCloud } from '../../src/headless/measured-cloud.ts';
import { momentsOfCloud } from '../../src/metrics/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { defineScene } from '../../src/world/index.ts';
import { entropicJko } from '../../systems/entropic-jko.ts';
import { temporaryFolder } from './folder.ts';
import { readRows } from './rows.ts';

const folder = temporaryFolder();

/** Rows 0, 1, …, n − 1 on a line with these weights. */
const onLine = (count: number, weight: (row: number) => number) => ({
  positions: Float32Array.from({ length: count }, (_, row) => row),
  dimension: 1,
  weights: Float32Array.from({ length: count }, (_, row) => weight(row)),
});

describe('what is measured of many particles', () => {
  it('is all of them where they are few', () => {
    const few = onLine(MOST_MEASURED, (row) => row);
    expect(measuredCloud(few)).toBe(few);
  });

  it('is the first ones of equal ones', () => {
    const { positions, weights } = measuredCloud(onLine(25_000, () => 1 / 25_000));
    expect(positions).toEqual(Float32Array.from({ length: MOST_MEASURED }, (_, row) => row));
    expect(new Set(weights).size).toBe(1);
  });

  it('has the mass of every part of weighted ones to 1/n', () => {
    const weight = (row: number): number => (row % 3 === 0 ? 0 : Math.exp(-(((row - 15_000) / 4000) ** 2)));
    const all = onLine(20_000, weight);
    const total = all.weights.reduce((sum, each) => sum + each, 0);
    const { positions, weights } = measuredCloud(all);
    expect(positions).toHaveLength(MOST_MEASURED);
    expect([...positions].every((row) => weight(row) > 0)).toBe(true);
    for (const end of [1000, 9000, 14_321, 15_000, 18_000, 20_000]) {
      const below = (rows: Float32Array, masses: Float32Array): number =>
        masses.reduce((sum, mass, i) => sum + (rows[i]! < end ? mass : 0), 0);
      const difference = below(positions, weights) - below(all.positions, all.weights) / total;
      expect(Math.abs(difference)).toBeLessThan(1 / MOST_MEASURED);
    }
  });

  it('is one place where all mass is at one', () => {
    const { positions } = measuredCloud(onLine(30_000, (row) => (row === 29_999 ? 1 : 0)));
    expect(new Set(positions)).toEqual(new Set([29_999]));
  });

  it('has the moments of a law on a grid', () => {
    const n = 128;
    const positions = Float32Array.from({ length: 2 * n * n }, (_, i) => {
      const site = Math.floor(i / 2);
      return -4 + (8 * (i % 2 === 0 ? Math.floor(site / n) : site % n)) / (n - 1);
    });
    const weights = Float32Array.from({ length: n * n }, (_, site) => {
      const [x, y] = [positions[2 * site]!, positions[2 * site + 1]!];
      return Math.exp(-((x - 0.5) ** 2) / 2 - y ** 2);
    });
    const whole = momentsOfCloud({ positions, dimension: 2, weights });
    const part = momentsOfCloud(measuredCloud({ positions, dimension: 2, weights }));
    // A third of the standard error of 10,000 samples.
    [...whole.mean, ...whole.covariance.flat()].forEach((value, k) => {
      expect(Math.abs([...part.mean, ...part.covariance.flat()][k]! - value)).toBeLessThan(4e-3);
    });
  });
});

describe('128 × 128 sites', () => {
  // The kernel is narrower than a cell, so that a step leaves the law as good as it is.
  const scene = defineScene({
    name: 'plane',
    title: 'Sites in a plane',
    duration: { steps: 1 },
    frames: 1,
    initial: gaussian({ mean: [1, 0] }),
    target: gaussian({ mean: [1, 0] }),
    sites: { type: 'grid', bounds: [[-4, 6], [-5, 5]], nodes: 128 }, // biome-ignore format: a box
    ensembles: [
      { name: 'grid', method: entropicJko({ energy: 'kl', reference: 'fixed', epsilon: 1e-3, stepSize: 1e-4 }) },
    ],
  });

  it('are measured from one end of the domain to the other', async () => {
    const { ensembles } = await run(scene, { backend: 'cpu' });
    const { metrics, measured, mean } = ensembles[0]!;
    expect(measured).toBe(MOST_MEASURED);
    expect(mean[0]).toBeCloseTo(1, 2);
    // The first 10,000 rows end at x = 2.2, and would have a mean error of .15 and a distance of .2.
    expect(metrics['mean-error']!.value).toBeLessThan(5e-3);
    expect(metrics['covariance-error']!.value).toBeLessThan(1e-2);
    expect(metrics.distance!.value).toBeLessThan(1.5 * metrics.distance!.floor!);
  });

  it('are recorded whole, however few particles are', async () => {
    const out = join(folder, 'sites');
    const { ensembles } = await run(scene, { backend: 'cpu', out, maxRecorded: 100 });
    expect(ensembles[0]!.recorded).toBeUndefined();
    const rows = await readRows(out);
    expect(rows).toHaveLength(2 * 128 * 128);
    for (const frame of [0, 1]) {
      const mass = rows.reduce((sum, row) => sum + (row.frame === frame ? Number(row.weight) : 0), 0);
      expect(mass).toBeCloseTo(1, 4);
    }
  });
});
