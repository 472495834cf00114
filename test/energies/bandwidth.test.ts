import { describe, expect, it } from 'vitest';
import { defaultBandwidth } from '../../src/energies/index.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { eightGaussians } from '../../src/targets/index.ts';

const cloud = (count: number, dimension: number, seed = 'cloud') =>
  normals(count, dimension, { key: keyOf(seed), step: 0, stream: 0 });

describe('the default bandwidth', () => {
  it.each([
    [1, 200],
    [1, 1000],
    [2, 200],
    [2, 5000],
    [3, 800],
    [5, 500],
    [10, 500],
  ])('is 1.8 d/(d+2) σ N^(−1/(d+4)) for a Gaussian cloud: d = %i, N = %i', (dimension, count) => {
    const formula = ((1.8 * dimension) / (dimension + 2)) * count ** (-1 / (dimension + 4));
    for (const seed of ['a', 'b', 'c']) {
      const ratio = defaultBandwidth(cloud(count, dimension, seed), dimension) / formula;
      expect(Math.abs(Math.log(ratio))).toBeLessThan(0.15);
    }
  });

  it.each([
    [0.3, 500],
    [0.3, 2000],
    [0.5, 500],
    [0.5, 2000],
  ])('is that of one mode on a ring of eight: scale %f, N = %i', (scale, count) => {
    const points = Float64Array.from(eightGaussians({ scale }).sample!(count, 'ring'));
    const formula = 0.9 * scale * (count / 8) ** (-1 / 6);
    expect(Math.abs(Math.log(defaultBandwidth(points, 2) / formula))).toBeLessThan(0.15);
  });

  it('scales with the cloud, and does not see where it is', () => {
    const points = cloud(300, 2);
    const one = defaultBandwidth(points, 2);
    for (const scale of [1e-6, 1e6]) {
      const ratio =
        defaultBandwidth(
          points.map((value) => scale * value),
          2,
        ) /
        (scale * one);
      // Distances are binned in sixteenths of an octave.
      expect(Math.abs(Math.log(ratio))).toBeLessThan(0.05);
    }
    const moved = defaultBandwidth(
      points.map((value) => value + 1),
      2,
    );
    expect(moved).toBeCloseTo(one, 6);
  });

  it('is a positive number for degenerate clouds', () => {
    expect(defaultBandwidth(Float64Array.of(3, 4), 2)).toBe(1);
    expect(defaultBandwidth(new Float64Array(30).fill(2), 3)).toBe(1);
    for (const points of [
      Float64Array.of(0, 1),
      Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      Float64Array.of(-1e30, 1e30),
    ]) {
      const bandwidth = defaultBandwidth(points, 1);
      expect(bandwidth).toBeGreaterThan(0);
      expect(Number.isFinite(bandwidth)).toBe(true);
    }
  });
});
