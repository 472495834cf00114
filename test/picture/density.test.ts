import { log, squeeze } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  densityGrid,
  gridOfSamples,
  levelsOf,
  marginalOfGrid,
  smoothDensity,
  smoothingOf,
} from '../../src/picture/index.ts';
import { custom, eightSchools, empirical, gaussian, uniform } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const variances = [0.5, 2] as const;
const plane = gaussian({ mean: [1, -1], covariance: [[variances[0], 0], [0, variances[1]]] }); // biome-ignore format: matrices
const normal = (x: number, mean: number, variance: number): number =>
  Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);

describe('densityGrid', () => {
  it('is the density of a Gaussian, and its marginals are those of the Gaussian', async () => {
    const grid = (await densityGrid(plane, [-4, 6], [-9, 7]))!;
    expect(grid.columns * grid.rows).toBeCloseTo(120 ** 2, -3);
    expect(Math.max(...grid.values)).toBeCloseTo(1 / (2 * Math.PI), 2);
    for (const axis of [0, 1]) {
      for (const [at, density] of marginalOfGrid(grid, axis)) {
        expect(density).toBeCloseTo(normal(at, axis === 0 ? 1 : -1, variances[axis]!), 4);
      }
    }
  });

  it('has 400 places on a line, and a mass of 1', async () => {
    const grid = (await densityGrid(gaussian({ mean: [0], covariance: [[1]] }), [-6, 6], [0, 1]))!;
    expect(grid.values.length).toBe(400);
    expect((grid.values.reduce((sum, value) => sum + value, 0) * 12) / 400).toBeCloseTo(1, 12);
    for (const [at, density] of marginalOfGrid(grid, 0)) expect(density).toBeCloseTo(normal(at, 0, 1), 5);
  });

  it('is 0 where a density is nothing, and where what a user wrote is not a number', async () => {
    const box = (await densityGrid(uniform({ bounds: [[0, 1]] }), [-1, 2], [0, 1]))!;
    for (const [at, density] of marginalOfGrid(box, 0)) expect(density).toBeCloseTo(at > 0 && at < 1 ? 1 : 0, 1);
    const half = custom({ name: 'ramp', dimension: 1, logDensity: (x) => log(squeeze(x, [1])), bounds: [[-1, 1]] });
    const ramp = (await densityGrid(half, [-1, 1], [0, 1]))!;
    expect(ramp.values[0]).toBe(0);
    expect(ramp.values.at(-1)).toBeCloseTo(2, 1);
  });

  it('is nothing in more than two dimensions, and where code throws', async () => {
    expect(await densityGrid(eightSchools(), [-1, 1], [-1, 1])).toBeUndefined();
    const logDensity = () => {
      throw new Error('no');
    };
    const nothing = custom({
      name: 'nothing',
      dimension: 1,
      logDensity: (x) => log(squeeze(x, [1])),
      bounds: [[-2, -1]],
    });
    expect(await densityGrid(nothing, [-2, -1], [0, 1])).toBeUndefined();
    expect(await densityGrid(empirical({ points: [[0, 0]] }), [0, 1], [0, 1])).toBeUndefined();
    const broken = custom({ name: 'broken', dimension: 1, logDensity, bounds: [[-1, 1]] });
    expect(await densityGrid(broken, [-1, 1], [0, 1])).toBeUndefined();
  });
});

describe('levelsOf', () => {
  it('are the highest density regions of a Gaussian: of a share s, at (1 − s) of the peak in the plane', async () => {
    const grid = (await densityGrid(plane, [-4, 6], [-9, 7], 400 ** 2))!;
    const peak = 1 / (2 * Math.PI);
    const shares = [0.1, 0.5, 0.9];
    for (const [i, level] of levelsOf(grid, shares).entries()) expect(level / peak).toBeCloseTo(1 - shares[i]!, 2);
  });
});

describe('densities of samples', () => {
  const samples = plane.sample!(20_000, 'test');
  const [x, y] = [0, 1].map((axis) => Float64Array.from({ length: 20_000 }, (_, row) => samples[2 * row + axis]!));

  it('come near the exact density in the plane', () => {
    const grid = gridOfSamples(x!, y!, [-4, 6], [-9, 7]);
    const mass = grid.values.reduce((sum, value) => sum + value, 0) * (10 / grid.columns) * (16 / grid.rows);
    expect(mass).toBeCloseTo(1, 6);
    // Smoothing lowers a peak by the variance of the kernel; over 40 seeds: .140 to .149 of the exact .159.
    expect(Math.max(...grid.values)).toBeGreaterThan(0.13);
    expect(Math.max(...grid.values)).toBeLessThan(0.16);
  });

  it('come near the exact density on a line', () => {
    const curve = smoothDensity(x!, [-4, 6], smoothingOf(x!));
    // Over 40 seeds the worst error is .009 to .02.
    for (const [at, density] of curve) expect(Math.abs(density - normal(at, 1, variances[0]))).toBeLessThan(0.03);
  });
});
