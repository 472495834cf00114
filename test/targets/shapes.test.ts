import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  correlatedGaussian, donut, fortyGaussians, gaussian, mixture, rings, rosenbrock, score, squiggle, type Target, vonMisesFisher,
} from '../../src/targets/index.ts'; // biome-ignore format: one line of names
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

/** Log densities and gradients at rows, as plain numbers. */
function scoresAt(target: Target, values: Float32Array): { logDensity: number[]; gradient: number[] } {
  const { logDensity, gradient } = score(
    target,
    tf.tensor2d(values, [values.length / target.dimension, target.dimension]),
  );
  return { logDensity: [...logDensity.dataSync()], gradient: [...gradient.dataSync()] };
}

function expectSameScores(target: Target, other: Target, values: Float32Array): void {
  const [ours, theirs] = [scoresAt(target, values), scoresAt(other, values)];
  for (const name of ['logDensity', 'gradient'] as const)
    ours[name].forEach((value, i) => {
      const expected = theirs[name][i]!;
      expect(Math.abs(value - expected)).toBeLessThan(2e-4 * (1 + Math.abs(expected)));
    });
}

describe('the correlated gaussian', () => {
  it.each([
    [2, 0.5],
    [3, -0.7],
    [12, 0.9],
  ])('in %d dimensions with ρ = %d is the gaussian of its covariance', (dimension, correlation) => {
    const target = correlatedGaussian({ dimension, correlation });
    const { covariance } = target.moments!;
    covariance.forEach((row, i) => {
      row.forEach((value, j) => void expect(value).toBeCloseTo(correlation ** Math.abs(i - j), 14));
    });
    expectSameScores(target, gaussian({ covariance }), target.sample!(20, 'same'));
  });

  it('has a hundred dimensions by default', () => {
    const { dimension, moments, bounds } = correlatedGaussian();
    expect([dimension, bounds.length, moments!.covariance[99]![0]]).toEqual([100, 100, expect.closeTo(0.9 ** 99, 14)]);
  });
});

describe('Rosenbrock', () => {
  it('is −½(x − 1)² − (y − x²)²/2Q for each pair, one after the other', () => {
    const target = rosenbrock({ dimension: 4, variance: 0.3 });
    const { logDensity } = scoresAt(target, Float32Array.of(0.4, 1.2, -1.5, 2));
    const pair = (x: number, y: number): number => -0.5 * (x - 1) ** 2 - (y - x * x) ** 2 / 0.6;
    const constant = Math.log(2 * Math.PI) + 0.5 * Math.log(0.3);
    expect(logDensity[0]).toBeCloseTo(pair(0.4, 1.2) + pair(-1.5, 2) - 2 * constant, 4);
  });

  it('by default has the 36 dimensions and the E x² = 2 and E y² = 10.1 of the literature', () => {
    const { dimension, squares } = rosenbrock();
    expect([dimension, squares!.mean[34], squares!.mean[35]]).toEqual([36, 2, expect.closeTo(10.1, 12)]);
  });
});

describe('rings', () => {
  it('have the log density of their definition: heights, not masses', () => {
    const target = rings({ radii: [1, 2.5], deviation: 0.3, weights: [0.9, 0.1] });
    const points = [0.3, -0.4, 1.2, 0.9, -2, 1.6];
    const at = (x: number, y: number): number => {
      const r = Math.hypot(x, y);
      return Math.log(0.9 * Math.exp(-((r - 1) ** 2) / 0.18) + 0.1 * Math.exp(-((r - 2.5) ** 2) / 0.18));
    };
    const { logDensity } = scoresAt(target, Float32Array.from(points));
    for (const i of [0, 1, 2]) expect(logDensity[i]).toBeCloseTo(at(points[2 * i]!, points[2 * i + 1]!), 4);
  });

  it('are flat at the origin, also under autodiff', () => {
    const origin = tf.zeros([1, 2]) as tf.Tensor2D;
    const target = donut();
    expect([...target.gradLogDensity(origin).dataSync()].map(Math.abs)).toEqual([0, 0]);
    const automatic = tf.grad((x) => tf.sum(target.logDensity(x as tf.Tensor2D)))(origin);
    expect([...automatic.dataSync()].map(Math.abs)).toEqual([0, 0]);
  });

  it('of one radius far out weigh (2π)^{3/2} r σ, whatever the unit of length', () => {
    for (const unit of [1e-3, 1, 1e4])
      expect(rings({ radii: [7 * unit], deviation: 0.1 * unit }).logNormalizer).toBeCloseTo(
        Math.log((2 * Math.PI) ** 1.5 * 0.7) + 2 * Math.log(unit),
        10,
      );
  });

  it('of radius 0 are the planar gaussian', () => {
    const { moments, squares, logNormalizer } = rings({ radii: [0], deviation: 0.7 });
    expect(moments!.covariance[1]![1]).toBeCloseTo(0.49, 14);
    expect(squares!.variance[0]).toBeCloseTo(2 * 0.49 ** 2, 14);
    expect(logNormalizer).toBeCloseTo(Math.log(2 * Math.PI * 0.49), 14);
  });

  it('draw each ring in proportion to its mass', () => {
    const target = rings({ radii: [1, 3], deviation: 0.1, weights: [0.6, 0.4] });
    const count = 20_000;
    const values = target.sample!(count, 'masses');
    let inner = 0;
    for (let i = 0; i < count; i++) inner += Math.hypot(values[2 * i]!, values[2 * i + 1]!) < 2 ? 1 : 0;
    const share = 0.6 / (0.6 + 3 * 0.4);
    expect(Math.abs(inner / count - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / count));
  });

  it('of the donut are −(|x| − 2.6)²/0.033', () => {
    const { logDensity } = scoresAt(donut(), Float32Array.of(1.5, 2));
    expect(logDensity[0]).toBeCloseTo(-(0.1 ** 2) / 0.033, 5);
  });
});

describe('the squiggle', () => {
  it('is the gaussian of (x₁, x₂ + sin 5x₁), and without a wave the gaussian itself', () => {
    const covariance = [[2, 0.25], [0.25, 0.5]]; // biome-ignore format: a matrix
    const points = Float32Array.of(0.4, -0.3, -2, 1.1, 1.3, 0.2);
    const straight = points.map((value, i) => (i % 2 === 0 ? value : value + Math.sin(5 * points[i - 1]!)));
    const { logDensity } = scoresAt(gaussian({ covariance }), straight);
    scoresAt(squiggle(), points).logDensity.forEach((value, i) => void expect(value).toBeCloseTo(logDensity[i]!, 4));
    const plain = squiggle({ frequency: 0, covariance });
    expectSameScores(plain, gaussian({ covariance }), points);
    expect(plain.moments!.covariance).toEqual(covariance);
  });
});

describe('forty gaussians', () => {
  it('are equal, with the means of their seed in the square', () => {
    const target = fortyGaussians();
    const { centres, weights } = target.modes!;
    expect([centres.length, new Set(weights).size, weights[0]]).toEqual([40, 1, 1 / 40]);
    expect(centres.flat().every((value) => Math.abs(value) < 40)).toBe(true);
    // Forty uniforms: the smallest and the largest of them are near the edges.
    for (const sign of [1, -1]) expect(Math.max(...centres.flat().map((value) => sign * value))).toBeGreaterThan(30);
    expect(fortyGaussians({ seed: 'other' }).modes!.centres).not.toEqual(centres);
    expect(fortyGaussians({ components: 7 }).modes!.centres).toEqual(centres.slice(0, 7));
    expectSameScores(target, mixture({ means: centres, scale: Math.log(1 + Math.E) }), target.sample!(20, 'same'));
  });
});

describe('von Mises-Fisher', () => {
  it('without concentration has the squares of a uniform direction: E x⁴ = 3/d(d + 2)', () => {
    for (const d of [2, 3, 6]) {
      const { mean, variance } = vonMisesFisher({ dimension: d, concentration: 0 }).squares!;
      expect(mean[0]).toBeCloseTo(1 / d, 14);
      expect(variance[d - 1]).toBeCloseTo(3 / (d * (d + 2)) - 1 / d ** 2, 14);
    }
  });
});

describe('bad parameters', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a full correlation', () => correlatedGaussian({ correlation: 1 }), /^correlated-gaussian.correlation: must be less than 1, got 1$/],
    ['one coordinate', () => correlatedGaussian({ dimension: 1 }), /^correlated-gaussian.dimension: must be at least 2, got 1$/],
    ['half a pair', () => rosenbrock({ dimension: 7 }), /^rosenbrock.dimension: must be even, two coordinates a pair, got 7$/],
    ['no valley', () => rosenbrock({ variance: 0 }), /^rosenbrock.variance: must be more than 0, got 0$/],
    ['a negative radius', () => rings({ radii: [1, -1] }), /^rings.radii\[1\]: must be at least 0, got -1$/],
    ['too few weights', () => rings({ weights: [1] }), /^rings.weights: must have one weight for each of the 4 radii, got 1$/],
    ['three dimensions', () => squiggle({ covariance: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }), /^squiggle.covariance: must be 2 × 2, got 3 rows$/],
    ['no component', () => fortyGaussians({ components: 0 }), /^forty-gaussians.components: must be at least 1, got 0$/],
  ])('are refused: %s', (_what, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  }); // biome-ignore format: a table
});
