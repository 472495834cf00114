import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  banana, doubleWell, eightGaussians, eightSchools, funnel, gaussian, logisticRegression, mixture, quartic, studentMixture, type Target,
} from '../../src/targets/index.ts'; // biome-ignore format: one line of names
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

/** Mass, mean and covariance of exp(logDensity) on a grid over a box in the plane, or an interval: the trapezoid rule. */
function onGrid(
  target: Target,
  box: [number, number][],
  cells: number,
): { mass: number; mean: number[]; second: number[][] } {
  const d = target.dimension;
  const count = cells ** d;
  const points = new Float32Array(count * d);
  for (let i = 0; i < count; i++)
    for (let k = 0, rest = i; k < d; k++, rest = Math.floor(rest / cells)) {
      const [low, high] = box[k]!;
      points[i * d + k] = low + ((high - low) * ((rest % cells) + 0.5)) / cells;
    }
  const logDensity = tf.tidy(() => target.logDensity(tf.tensor2d(points, [count, d])).dataSync());
  const volume = box.reduce((product, [low, high]) => (product * (high - low)) / cells, 1);
  let mass = 0;
  const mean = new Array<number>(d).fill(0);
  const second = mean.map(() => new Array<number>(d).fill(0));
  for (let i = 0; i < count; i++) {
    const weight = volume * Math.exp(logDensity[i]!);
    mass += weight;
    for (let k = 0; k < d; k++) {
      mean[k]! += weight * points[i * d + k]!;
      for (let l = 0; l < d; l++) second[k]![l]! += weight * points[i * d + k]! * points[i * d + l]!;
    }
  }
  return { mass, mean: mean.map((sum) => sum / mass), second: second.map((row) => row.map((sum) => sum / mass)) };
}

function expectMoments(target: Target, box: [number, number][], cells: number, tolerance: number): void {
  const { mean, second } = onGrid(target, box, cells);
  const { moments } = target;
  mean.forEach((value, i) => {
    expect(Math.abs(moments!.mean[i]! - value)).toBeLessThan(tolerance);
    mean.forEach((other, j) => {
      expect(Math.abs(moments!.covariance[i]![j]! - (second[i]![j]! - value * other))).toBeLessThan(tolerance);
    });
  });
}

const square = (reach: number): [number, number][] => [[-reach, reach], [-reach, reach]]; // biome-ignore format: a box

const planar: [string, Target, [number, number][]][] = [
  ['gaussian', gaussian({ mean: [0.5, -0.3], covariance: [[1, 0.6], [0.6, 0.8]] }), square(7)],
  ['mixture', mixture({ weights: [0.3, 0.7], means: [[-1, 0], [1, 2]], covariances: [[[0.5, 0.2], [0.2, 0.4]], [[1, -0.5], [-0.5, 0.7]]] }), square(8)],
  ['ring of 8', eightGaussians(), square(8)],
  ['banana', banana(), [[-12, 12], [-40, 8]]],
  ['student mixture', studentMixture({ means: [[-1, 0], [1, 0.5]], weights: [0.25, 0.75], scale: 0.7, degreesOfFreedom: 30 }), square(10)],
]; // biome-ignore format: a table

describe('closed-form moments', () => {
  it.each(planar)('of the %s are those of its density, which is normalised', (_name, target, box) => {
    expect(onGrid(target, box, 600).mass).toBeCloseTo(1, 4);
    expectMoments(target, box, 600, 2e-3);
  });

  it('of the funnel: the density is normalised and e^v is the variance of the others', () => {
    const target = funnel({ dimension: 2, scale: 1 });
    const box: [number, number][] = [[-6, 6], [-40, 40]]; // biome-ignore format: a box
    expect(onGrid(target, box, 1500).mass).toBeCloseTo(1, 3);
    expectMoments(target, box, 1500, 0.01);
    expect(funnel().moments!.covariance[9]![9]).toBeCloseTo(Math.exp(4.5), 10);
  });

  it('are absent where they do not exist', () => {
    const means = [[0, 0]];
    expect(studentMixture({ means, scale: 1, degreesOfFreedom: 2 }).moments).toBeUndefined();
    expect(studentMixture({ means, scale: 1, degreesOfFreedom: 3 }).moments!.covariance[0]![0]).toBeCloseTo(3, 12);
  });
});

describe('moments by quadrature in float64', () => {
  it('of the quartic are 2Γ(3/4)/Γ(1/4)', () => {
    expect(quartic().moments!.covariance[0]![0]).toBeCloseTo(0.6759782400672846, 12);
    expect(quartic().moments!.mean[0]).toBeCloseTo(0, 12);
    expect(quartic({ dimension: 3 }).moments!.covariance[2]).toEqual([0, 0, quartic().moments!.covariance[0]![0]]);
  });

  it('of the double well agree with independent quadrature', () => {
    expect(doubleWell().moments!.covariance[0]![0]).toBeCloseTo(1.0417972964871556, 12);
  });

  it.each([
    { a: 0.7, b: 1.9, c: 0.3 },
    { a: 2, b: -1, c: 4 },
    { a: 0.1, b: 3, c: 0 },
    { a: 1, b: 12, c: 0.01 },
  ])('of the double well $a, $b, $c are those of its density', (parameters) => {
    // In float64 with the energy written out again: narrow wells are beyond a float32 grid.
    const { a, b, c } = parameters;
    const sums = [0, 0, 0];
    for (let x = -20; x <= 20; x += 1e-4) {
      const weight = Math.exp(-(a * x ** 4) / 4 + (b * x ** 2) / 2 + c * x - (b * b) / (4 * a));
      for (const power of [0, 1, 2]) sums[power]! += weight * x ** power;
    }
    const [mass, first, second] = sums as [number, number, number];
    const { mean, covariance } = doubleWell(parameters).moments!;
    expect(mean[0]).toBeCloseTo(first / mass, 8);
    expect(covariance[0]![0]).toBeCloseTo(second / mass - (first / mass) ** 2, 8);
  });

  it('of a logistic posterior in the plane agree with a grid', () => {
    const target = logisticRegression({
      data: { features: [[0.1], [0.9], [1.4], [2.2], [2.3], [3.1]], labels: [0, 1, 0, 1, 0, 1] },
      priorScale: 1.5,
    });
    expectMoments(target, square(9), 500, 1e-4);
  });

  it('of the penguins do not depend on the rule', () => {
    // The same posterior on a grid of 61³ points, through the float32 density.
    const target = logisticRegression();
    const { mean, covariance } = target.moments!;
    const box = mean.map((value, i): [number, number] => {
      const reach = 6.5 * Math.sqrt(covariance[i]![i]!);
      return [value - reach, value + reach];
    });
    expectMoments(target, box, 61, 2e-4);
  });

  it('of eight schools, and its samples, satisfy E ∂log π · (x − m) = −1', () => {
    const target = eightSchools();
    const count = 200_000;
    const values = target.sample!(count, 'density');
    // Integration by parts: it ties the density to the samples, which come from a different factorisation.
    const gradient = tf.tidy(() => target.gradLogDensity(tf.tensor2d(values, [count, 10])).dataSync());
    for (let k = 0; k < 10; k++) {
      const products = Float64Array.from({ length: count }, (_, i) => {
        return gradient[i * 10 + k]! * (values[i * 10 + k]! - target.moments!.mean[k]!);
      });
      const mean = products.reduce((sum, value) => sum + value, 0) / count;
      const error = Math.sqrt(products.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / count;
      expect(Math.abs(mean + 1)).toBeLessThan(5 * error);
    }
  });
});
