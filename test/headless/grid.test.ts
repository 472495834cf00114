import { log, squeeze } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type DensityGrid,
  densityGrid,
  gridOfSamples,
  levelsOf,
  marginalOfGrid,
} from '../../src/headless/report/grid.ts';
import { coordinate, histogram, smoothDensity } from '../../src/headless/report/histogram.ts';
import { custom, empirical, gaussian } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

const normal = (x: number, sd = 1): number => Math.exp(-0.5 * (x / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
const target = gaussian({ mean: [0, 0], covariance: [[1, 0], [0, 4]] }); // biome-ignore format: a matrix

describe('the density of a target on a grid', () => {
  let grid: DensityGrid;
  beforeAll(async () => {
    await testBackend();
    grid = (await densityGrid(target, [-5, 5], [-10, 10]))!;
  });

  it('is normalised, whatever constant the log density has', () => {
    const mass = grid.values.reduce((sum, value) => sum + value, 0) * (10 / grid.columns) * (20 / grid.rows);
    expect(mass).toBeCloseTo(1, 10);
  });

  it('has the marginals of the target', () => {
    for (const [axis, sd] of [1, 2].entries())
      for (const [x, density] of marginalOfGrid(grid, axis)) expect(density).toBeCloseTo(normal(x, sd), 4);
  });

  it('has the level sets of a Gaussian: the one with the mass p is at −2 log(1 − p) of squared radius', () => {
    const peak = 1 / (2 * Math.PI * 2);
    for (const share of [0.1, 0.5, 0.9, 0.99]) {
      const [level] = levelsOf(grid, [share]);
      expect(level! / peak).toBeCloseTo(1 - share, 2);
    }
  });

  it('is not there for data and for more than two coordinates', async () => {
    expect(await densityGrid(empirical({ points: [[0, 0]] }), [0, 1], [0, 1])).toBeUndefined();
    expect(await densityGrid(gaussian({ dimension: 3 }), [0, 1], [0, 1])).toBeUndefined();
  });

  it('is not there where code of a user throws or gives NaN only, and is 0 where it gives NaN', async () => {
    const throws = (): never => {
      throw new Error('no density here');
    };
    expect(await densityGrid(custom({ dimension: 1, logDensity: throws }), [0, 1], [0, 1])).toBeUndefined();
    const half = custom({ dimension: 1, logDensity: (x) => log(squeeze(x, [1])) });
    expect(await densityGrid(half, [-2, -1], [0, 1])).toBeUndefined();
    const { values } = (await densityGrid(half, [-1, 1], [0, 1]))!;
    expect(values[0]).toBe(0);
    expect(values.every((value) => value >= 0)).toBe(true);
    // The density 2x on [0, 1] at its last cell.
    expect(values.at(-1)).toBeCloseTo(2, 1);
  });
});

describe('the density of samples', () => {
  const samples = target.sample!(40_000, 'a');
  const [x, y] = [0, 1].map((axis) => coordinate(samples, axis, 2));

  it('in the plane comes near that of their law', () => {
    const levels = levelsOf(gridOfSamples(x!, y!, [-5, 5], [-10, 10]), [0.1, 0.5, 0.9]);
    // In units of the peak; smoothing flattens it a little.
    expect(levels[1]! / levels[0]!).toBeCloseTo(0.5 / 0.9, 1);
    expect(levels[2]! / levels[0]!).toBeCloseTo(0.1 / 0.9, 1);
  });

  it('of one coordinate integrates to one and is that of its law', () => {
    const smooth = smoothDensity(y!, [-10, 10], 0.2);
    expect(smooth.reduce((sum, [, density]) => sum + density * (20 / smooth.length), 0)).toBeCloseTo(1, 6);
    for (const [at, density] of smooth) expect(Math.abs(density - normal(at, 2))).toBeLessThan(0.012);
  });

  it('in bins weighs, and counts what lies outside', () => {
    expect(histogram([0.5, 1.5, 9], [1, 2, 1], [0, 2], 2)).toEqual([[0.5, 0.25], [1.5, 0.5]]); // biome-ignore format: pairs
  });
});
