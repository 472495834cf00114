import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  banana, correlatedGaussian, donut, doubleWell, eightGaussians, eightSchools, flatWell, fortyGaussians, funnel, gaussian, logisticRegression,
  manyWell, mixture, quartic, rings, rosenbrock, squiggle, studentMixture, type Target, uniform,
} from '../../src/targets/index.ts'; // biome-ignore format: one line of names
import { testBackend } from '../backend.ts';
import { type Box, bruteForce, type Place } from './brute-force.ts';

// Large grids: the cpu backend would take ten times as long.
beforeAll(() => testBackend('wasm'));

/** The truths of a target against those of its density: Var x² relative to its size, all else as absolute errors. */
function expectTruths(target: Target, box: Box, cells: number, tolerance: number, place?: Place): void {
  const { logMass, mean, covariance, squares } = bruteForce(target, box, cells, place);
  expect(Math.abs(target.logNormalizer! - logMass)).toBeLessThan(tolerance);
  mean.forEach((value, i) => {
    expect(Math.abs(target.moments!.mean[i]! - value)).toBeLessThan(tolerance);
    expect(Math.abs(target.squares!.mean[i]! - squares.mean[i]!)).toBeLessThan(tolerance);
    expect(Math.abs(target.squares!.variance[i]! / squares.variance[i]! - 1)).toBeLessThan(tolerance);
    covariance[i]!.forEach((product, j) => {
      expect(Math.abs(target.moments!.covariance[i]![j]! - product)).toBeLessThan(tolerance);
    });
  });
}

const square = (reach: number): Box => [[-reach, reach], [-reach, reach]]; // biome-ignore format: a box

const onTheLine: [string, Target, Box][] = [
  ['mixture', mixture({ means: [[-1], [3]], weights: [0.3, 0.7], scale: 0.6 }), [[-7, 9]]],
  ['student with 9 degrees of freedom', studentMixture({ means: [[0.5]], scale: 0.4, degreesOfFreedom: 9 }), [[-400, 400]]],
  ['quartic', quartic(), [[-6, 6]]],
  ['double well', doubleWell({ a: 0.7, b: 1.9, c: 0.3 }), [[-7, 7]]],
  ['flat well', flatWell({ radius: 1.5, stiffness: 0.7 }), [[-12, 12]]],
  ['uniform law', uniform({ bounds: [[-1, 4]] }), [[-1, 4]]],
]; // biome-ignore format: a table

const planar: [string, Target, Box][] = [
  ['gaussian', gaussian({ mean: [0.5, -0.3], covariance: [[1, 0.6], [0.6, 0.8]] }), square(7)],
  ['mixture', mixture({ weights: [0.3, 0.7], means: [[-1, 0], [1, 2]], covariances: [[[0.5, 0.2], [0.2, 0.4]], [[1, -0.5], [-0.5, 0.7]]] }), square(8)],
  ['ring of 8', eightGaussians(), square(8)],
  ['banana', banana(), [[-12, 12], [-40, 8]]],
  ['student mixture', studentMixture({ means: [[-1, 0], [1, 0.5]], weights: [0.25, 0.75], scale: 0.7, degreesOfFreedom: 30 }), square(11)],
  ['many-well', manyWell({ a: 1.3, b: 2.5, c: -0.2, precision: 3 }), [[-5, 5], [-5, 5]]],
  ['correlated gaussian', correlatedGaussian({ dimension: 2, correlation: -0.8 }), square(7)],
  ['rings', rings(), square(5.5)],
  ['disc and ring of unequal height', rings({ radii: [0, 1.7], deviation: 0.4, weights: [0.8, 0.2] }), square(5)],
  ['donut', donut(), square(4)],
  ['squiggle', squiggle(), [[-9, 9], [-6, 6]]],
  ['slanted squiggle', squiggle({ frequency: -0.9, covariance: [[1.3, -0.7], [-0.7, 0.8]] }), square(8)],
  ['six gaussians', fortyGaussians({ components: 6, extent: 3, deviation: 0.6, seed: 'six' }), square(8)],
]; // biome-ignore format: a table

describe('closed-form truths', () => {
  it.each(onTheLine)('of the %s are those of its density', (_name, target, box) => {
    expectTruths(target, box, 100_000, 1e-4);
  });

  it.each(planar)('of the %s are those of its density', (_name, target, box) => {
    expectTruths(target, box, 400, 5e-4);
  });

  // Their grids follow the shape, which is much wider in one place than in another.
  it('of the funnel: the density is normalised and e^v is the variance of the others', () => {
    const box: Box = [[-8, 9], [-9, 9]]; // biome-ignore format: a box
    expectTruths(funnel({ dimension: 2, scale: 1 }), box, 300, 5e-4, ([v, z]) => {
      const deviation = Math.exp(v! / 2);
      return { x: [v!, deviation * z!], stretch: deviation };
    });
    expect(funnel().moments!.covariance[9]![9]).toBeCloseTo(Math.exp(4.5), 10);
    expect(funnel().squares!.variance[9]! / (3 * Math.exp(18) - Math.exp(9))).toBeCloseTo(1, 12);
  });

  it('of Rosenbrock: the density is normalised', () => {
    expectTruths(rosenbrock({ dimension: 2 }), [[-8, 10], [-2.5, 2.5]], 400, 5e-4, ([x, z]) => ({
      x: [x!, x! ** 2 + z!],
      stretch: 1,
    })); // biome-ignore format: a box
  });

  it('are absent where they do not exist', () => {
    const student = (degreesOfFreedom: number) => studentMixture({ means: [[0, 0]], scale: 1, degreesOfFreedom });
    expect(student(2).moments).toBeUndefined();
    expect(student(3).moments!.covariance[0]![0]).toBeCloseTo(3, 12);
    expect(student(4).squares).toBeUndefined();
    // E T⁴ = 3ν²/((ν − 2)(ν − 4)) = 25, E T² = 5/3.
    expect(student(5).squares!.variance[1]).toBeCloseTo(25 - 25 / 9, 12);
  });

  it('of independent coordinates: log Z is a sum', () => {
    expect(quartic({ dimension: 5 }).logNormalizer).toBeCloseTo(5 * quartic().logNormalizer!, 12);
    expect(flatWell({ dimension: 3 }).logNormalizer).toBeCloseTo(3 * flatWell().logNormalizer!, 12);
    const [pair, pairs] = [manyWell(), manyWell({ dimension: 32 })];
    expect(pairs.logNormalizer).toBeCloseTo(16 * pair.logNormalizer!, 10);
    expect(pairs.squares!.variance.slice(30)).toEqual(pair.squares!.variance);
  });

  it('lose no digit far from 0', () => {
    const far = gaussian({ mean: [1e8], covariance: [[1]] }).squares!;
    expect(far.variance[0]! / (2 + 4e16)).toBeCloseTo(1, 14);
    const two = mixture({ means: [[1e7], [1e7 + 1]], scale: 1 }).squares!;
    // (1e7 + 1)² − 1e14 = 2e7 + 1 apart.
    const expected = 2 + 2e14 + 2 * (1e7 + 1) ** 2 + (2e7 + 1) ** 2 / 4;
    expect(two.variance[0]! / expected).toBeCloseTo(1, 9);
  });
});

describe('truths by quadrature in float64', () => {
  it('of the quartic are 2Γ(3/4)/Γ(1/4)', () => {
    expect(quartic().moments!.covariance[0]![0]).toBeCloseTo(0.6759782400672846, 12);
    expect(quartic().moments!.mean[0]).toBeCloseTo(0, 12);
    // E x⁴ = 1 by parts.
    expect(quartic().squares!.variance[0]).toBeCloseTo(1 - 0.6759782400672846 ** 2, 12);
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
    expectTruths(target, square(9), 300, 1e-4);
  });

  it('of the penguins do not depend on the rule', () => {
    // The same posterior on a grid of 41³ points, three to a deviation, through the float32 density.
    const target = logisticRegression();
    const { mean, covariance } = target.moments!;
    const box = mean.map((value, i): Box[number] => {
      const reach = 6.5 * Math.sqrt(covariance[i]![i]!);
      return [value - reach, value + reach];
    });
    expectTruths(target, box, 41, 2e-4);
  });

  it('of eight schools agree with sums over every coordinate', () => {
    const effects = [28, 8, -3, 7, -1, 1, 18, 12];
    const errors = [15, 10, 16, 11, 9, 11, 10, 18];
    const [wide, fine] = [1, 0.1];
    let mass = 0;
    // E and E of the square of μ², (log τ)² and η₁².
    const sums = new Float64Array(6);
    for (let mu = -40; mu <= 40; mu += wide)
      for (let l = -25; l <= 6; l += 0.2) {
        const tau = Math.exp(l);
        const powers = [0, 0, 0];
        let weight = (tau / (1 + (tau / 5) ** 2)) * Math.exp(-0.5 * (mu / 5) ** 2) * wide * 0.2;
        for (let j = 0; j < 8; j++) {
          let inner = 0;
          for (let eta = -10; eta <= 10; eta += fine) {
            const each = fine * Math.exp(-0.5 * (eta ** 2 + ((effects[j]! - mu - tau * eta) / errors[j]!) ** 2));
            inner += each;
            if (j === 0) for (const power of [1, 2]) powers[power]! += each * eta ** (2 * power);
          }
          if (j > 0) weight *= inner;
          else powers[0] = inner;
        }
        const [none, square, fourth] = powers as [number, number, number];
        mass += weight * none;
        [none * mu ** 2, none * mu ** 4, none * l ** 2, none * l ** 4, square, fourth].forEach((value, k) => {
          sums[k]! += weight * value;
        });
      }
    const { squares, logNormalizer } = eightSchools();
    expect(logNormalizer).toBeCloseTo(Math.log(mass), 6);
    for (const k of [0, 1, 2]) {
      const [mean, second] = [sums[2 * k]! / mass, sums[2 * k + 1]! / mass];
      expect(squares!.mean[k]! / mean).toBeCloseTo(1, 6);
      expect(squares!.variance[k]! / (second - mean ** 2)).toBeCloseTo(1, 6);
    }
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
