import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { normalTail } from '../../src/random/index.ts';
import { flatWell, manyWell } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

/** ∫ f(x) e^{−V(x)} dx over [from, to] by the midpoint rule. */
function integral(energy: (x: number) => number, from: number, to: number, f = (_x: number): number => 1): number {
  const cells = 200_000;
  const h = (to - from) / cells;
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const x = from + (i + 0.5) * h;
    sum += h * f(x) * Math.exp(-energy(x));
  }
  return sum;
}

describe('the many-well', () => {
  it('has the log density of the literature by default: −x⁴ + 6x² + x/2 − y²/2 in each pair', () => {
    const x = [1.1, -0.7, -1.6, 2, 0.3, 0.1, 1.8, -1];
    const pair = (u: number, v: number): number => -(u ** 4) + 6 * u ** 2 + u / 2 - v ** 2 / 2;
    const values = manyWell({ dimension: 4 })
      .logDensity(tf.tensor2d(x, [2, 4]))
      .dataSync();
    expect(values[0]).toBeCloseTo(pair(1.1, -0.7) + pair(-1.6, 2), 4);
    expect(values[1]).toBeCloseTo(pair(0.3, 0.1) + pair(1.8, -1), 4);
    const gradient = manyWell()
      .gradLogDensity(tf.tensor2d([1.1, -0.7], [1, 2]))
      .dataSync();
    expect(gradient[0]).toBeCloseTo(-4 * 1.1 ** 3 + 12 * 1.1 + 0.5, 4);
    expect(gradient[1]).toBeCloseTo(0.7, 6);
  });

  it.each([
    { a: 4, b: 12, c: 0.5, precision: 1 },
    { a: 2, b: 3, c: -0.6, precision: 5 },
  ])('has moments and masses of its wells by quadrature: $a, $b, $c, $precision', ({ precision, ...well }) => {
    const { a, b, c } = well;
    const energy = (x: number): number => (a * x ** 4) / 4 - (b * x ** 2) / 2 - c * x - (b * b) / (4 * a);
    const mass = integral(energy, -6, 6);
    const mean = integral(energy, -6, 6, (x) => x) / mass;
    const variance = integral(energy, -6, 6, (x) => (x - mean) ** 2) / mass;
    const { moments, modes } = manyWell({ dimension: 4, precision, ...well });
    expect(moments!.mean[2]).toBeCloseTo(mean, 9);
    expect(moments!.covariance[2]![2]).toBeCloseTo(variance, 9);
    expect([moments!.mean[1], moments!.covariance[3]![3], moments!.covariance[0]![2]]).toEqual([0, 1 / precision, 0]);
    expect(modes!.centres).toHaveLength(4);
    for (const [u, v, w, z] of modes!.centres) {
      for (const x of [u!, w!]) expect(a * x ** 3 - b * x - c).toBeCloseTo(0, 9);
      expect([v, z]).toEqual([0, 0]);
    }
    const [left, right] = [modes!.centres[0]![0]!, modes!.centres[3]![0]!];
    expect(left).toBeLessThan(0);
    const onRight = integral(energy, (left + right) / 2, 6) / mass;
    const expected = [(1 - onRight) ** 2, onRight * (1 - onRight), onRight * (1 - onRight), onRight ** 2];
    modes!.weights.forEach((weight, k) => void expect(weight).toBeCloseTo(expected[k]!, 8));
  });

  it('has exact samples in every mode, in the proportion of the weights', () => {
    const { modes, sample } = manyWell({ dimension: 4, a: 4, b: 8, c: 0.3 });
    const count = 20_000;
    const values = sample!(count, 'wells');
    modes!.weights.forEach((weight, k) => {
      const [u, , w] = modes!.centres[k]!;
      let inside = 0;
      for (let i = 0; i < count; i++) inside += values[4 * i]! * u! > 0 && values[4 * i + 2]! * w! > 0 ? 1 : 0;
      // 5 standard errors; the top of the barrier is not quite at 0, where the density is e^{-4} of its largest.
      expect(Math.abs(inside / count - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / count) + 1e-3);
    });
  });

  it('lists its modes only where they are few and there are two to a pair', () => {
    expect(manyWell({ dimension: 8 }).modes!.centres).toHaveLength(16);
    expect(manyWell({ dimension: 8 }).modes!.weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
    expect(manyWell({ dimension: 8 }).coordinateModes).toBeUndefined();
    expect(manyWell({ dimension: 32 }).modes).toBeUndefined();
    expect(manyWell({ dimension: 32 }).bounds).toHaveLength(32);
    expect(manyWell({ b: -1 }).modes).toBeUndefined();
    // 4b³ = 27ac² at c = 8: one well from there on.
    expect(manyWell({ a: 4, b: 12, c: 7.9 }).modes!.weights[0]).toBeLessThan(1e-8);
    expect(manyWell({ a: 4, b: 12, c: 8.1 }).modes).toBeUndefined();
    expect(manyWell({ dimension: 32, a: 4, b: 12, c: 8.1 }).coordinateModes).toBeUndefined();
  });

  it('lists the wells of every pair where modes are many: those of a single pair', () => {
    const { centres, weights } = manyWell({ a: 4, b: 9, c: 0.7 }).modes!;
    const expected = { centres: centres.map(([x]) => x), weights };
    const { coordinateModes } = manyWell({ dimension: 10, a: 4, b: 9, c: 0.7 });
    expect(coordinateModes).toEqual([0, 2, 4, 6, 8].map((coordinate) => ({ coordinate, ...expected })));
  });

  it('needs pairs', () => {
    expect(() => manyWell({ dimension: 3 })).toThrow(InputError);
    expect(() => manyWell({ dimension: 3 })).toThrow(
      /^many-well.dimension: must be even, two coordinates a pair, got 3$/,
    );
  });
});

describe('the flat well', () => {
  it('by default is 10 max(|x| − .8, 0)²', () => {
    const x = [-1.2, -0.8, 0.3, 0.9];
    const values = flatWell()
      .logDensity(tf.tensor2d(x, [4, 1]))
      .dataSync();
    x.forEach((at, i) => void expect(values[i]).toBeCloseTo(-10 * Math.max(Math.abs(at) - 0.8, 0) ** 2, 5));
    expect(
      [
        ...flatWell()
          .gradLogDensity(tf.tensor2d([-0.79, 0.5, 0.79], [3, 1]))
          .dataSync(),
      ].map(Math.abs),
    ).toEqual([0, 0, 0]);
  });

  it.each([
    { radius: 0.8, stiffness: 20 },
    { radius: 2, stiffness: 0.5 },
    { radius: 0, stiffness: 3 },
  ])('has closed forms: radius $radius, stiffness $stiffness', ({ radius, stiffness }) => {
    const energy = (x: number): number => (stiffness / 2) * Math.max(Math.abs(x) - radius, 0) ** 2;
    const reach = radius + 12 / Math.sqrt(stiffness);
    const mass = integral(energy, -reach, reach);
    const { moments, quantile } = flatWell({ radius, stiffness });
    expect(moments!.covariance[0]![0]).toBeCloseTo(integral(energy, -reach, reach, (x) => x * x) / mass, 8);
    for (const u of [1e-12, 1e-3, 0.04, 0.2, 0.5, 0.7, 0.96, 0.999]) {
      const x = quantile!(u);
      const excess = Math.abs(x) - radius;
      const side = Math.min(u, 1 - u);
      const beyond = normalTail(Math.max(0, excess) * Math.sqrt(stiffness)) * Math.sqrt((2 * Math.PI) / stiffness);
      const found = (excess > 0 ? beyond : beyond + radius - Math.abs(x)) / mass;
      expect(found / side).toBeCloseTo(1, 9);
      expect(x * (u - 0.5)).toBeGreaterThanOrEqual(0);
    }
  });

  it('refuses a negative radius', () => {
    expect(() => flatWell({ radius: -1 })).toThrow('flat-well.radius: must be at least 0, got -1');
  });
});
