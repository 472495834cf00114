import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildTarget, hessianVector, type Target } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { edged, gallery } from './gallery.ts';

beforeAll(() => testBackend());

const COUNT = 40;

/** Exact samples, so that the points lie where the target lives, moved a little so that no gradient is special. */
function typicalPoints(target: Target, count = COUNT): Float32Array {
  return target.sample!(count, 'points').map((value, i) => value + 0.1 * Math.sin(i));
}

const matrix = (values: Float32Array, target: Target): tf.Tensor2D =>
  tf.tensor2d(values, [values.length / target.dimension, target.dimension]);

describe.each(gallery)('%s', (_name, target) => {
  const d = target.dimension;

  it('has the gradient of its log density, by central differences', () => {
    const points = typicalPoints(target);
    const gradient = tf.tidy(() => target.gradLogDensity(matrix(points, target)).dataSync());
    // Richardson's combination of two steps: error O(h⁴), so that h can be large for float32.
    const difference = (axis: number, h: number): Float64Array => {
      const moved = (sign: number): Float32Array => {
        const at = points.map((value, i) => (i % d === axis ? value + sign * h : value));
        return tf.tidy(() => target.logDensity(matrix(at, target)).dataSync<'float32'>());
      };
      const [plus, minus] = [moved(1), moved(-1)];
      return Float64Array.from(plus, (value, i) => (value - minus[i]!) / (2 * h));
    };
    for (let axis = 0; axis < d; axis++) {
      const [coarse, fine] = [difference(axis, 0.08), difference(axis, 0.04)];
      for (let i = 0; i < COUNT; i++) {
        const expected = (4 * fine[i]! - coarse[i]!) / 3;
        expect(Math.abs(gradient[i * d + axis]! - expected)).toBeLessThan(0.01 + 0.005 * Math.abs(expected));
      }
    }
  });

  it('has Hessian-vector products, by central differences of the gradient', () => {
    const points = typicalPoints(target);
    const direction = points.map((_, i) => Math.cos(1.7 * i));
    const product = tf.tidy(() => hessianVector(target, matrix(points, target), matrix(direction, target)).dataSync());
    const difference = (h: number): number[] => {
      const at = (sign: number): Float32Array =>
        tf.tidy(() =>
          target
            .gradLogDensity(
              matrix(
                points.map((value, i) => value + sign * h * direction[i]!),
                target,
              ),
            )
            .dataSync<'float32'>(),
        );
      const [plus, minus] = [at(1), at(-1)];
      return Array.from(plus, (value, i) => (value - minus[i]!) / (2 * h));
    };
    const [coarse, fine] = [difference(0.04), difference(0.02)];
    product.forEach((value, i) => {
      const expected = (4 * fine[i]! - coarse[i]!) / 3;
      expect(Math.abs(value - expected)).toBeLessThan(0.01 + 0.01 * Math.abs(expected));
    });
  });
});

describe.each([...gallery, ...edged])('%s', (_name, target) => {
  const d = target.dimension;

  it('has the gradient of its log density, by autodiff', () => {
    const x = matrix(typicalPoints(target), target);
    const explicit = target.gradLogDensity(x).dataSync();
    const automatic = tf
      .grad((at) => tf.sum(target.logDensity(at as tf.Tensor2D)))(x)
      .dataSync();
    for (const [i, value] of explicit.entries())
      expect(Math.abs(value - automatic[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
  });

  it('has squares that its moments agree with, and a normaliser where it lives on all of R^d', () => {
    const { moments, squares, logNormalizer } = target;
    squares!.mean.forEach((square, k) => {
      const expected = moments!.mean[k]! ** 2 + moments!.covariance[k]![k]!;
      expect(Math.abs(square - expected)).toBeLessThan(1e-11 * Math.max(1, expected));
    });
    expect(squares!.variance.every((variance) => variance > 0)).toBe(true);
    const manifold = target.spec.type.startsWith('von-mises');
    expect(Number.isFinite(logNormalizer)).toBe(!manifold);
  });

  it('samples what its squares say, within 5 standard errors', () => {
    const count = 20_000;
    const values = target.sample!(count, 'squares');
    const { mean, variance } = target.squares!;
    const power = (x: number, k: number): [number, number] => [
      x * x - mean[k]!,
      (x * x - mean[k]!) ** 2 - variance[k]!,
    ];
    // The squares of squares of heavy tails have no standard error: their eighth moments are dominated by what was not drawn.
    const heavy = ['funnel', 'student-mixture', 'rosenbrock'].includes(target.spec.type);
    for (let k = 0; k < d; k++) {
      for (const which of heavy ? [0] : [0, 1]) {
        let [sum, sumOfSquares] = [0, 0];
        for (let row = 0; row < count; row++) {
          const value = power(values[row * d + k]!, k)[which]!;
          sum += value;
          sumOfSquares += value * value;
        }
        expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(sumOfSquares - sum ** 2 / count));
      }
    }
  });

  it('samples what its moments say, within 5 standard errors', () => {
    const count = 20_000;
    const values = target.sample!(count, 'moments');
    const { mean, covariance } = target.moments!;
    for (let i = 0; i < d; i++) {
      for (let j = -1; j <= i; j++) {
        let sum = 0;
        let squares = 0;
        for (let row = 0; row < count; row++) {
          const z = values[row * d + i]! - mean[i]!;
          const product = j < 0 ? z : z * (values[row * d + j]! - mean[j]!);
          sum += product;
          squares += product * product;
        }
        const standardError = Math.sqrt((squares / count - (sum / count) ** 2) / count);
        const expected = j < 0 ? 0 : covariance[i]![j]!;
        expect(Math.abs(sum / count - expected)).toBeLessThan(5 * standardError);
      }
    }
  });

  it('samples as a pure function of the seed, with short samples prefixes of long ones', () => {
    const many = target.sample!(50, 'seed');
    expect(target.sample!(50, 'seed')).toEqual(many);
    expect(target.sample!(20, 'seed')).toEqual(many.slice(0, 20 * d));
    expect(target.sample!(50, 'other')).not.toEqual(many);
  });

  it('is rebuilt by its spec, which is plain data', () => {
    const spec = JSON.parse(JSON.stringify(target.spec));
    const again = buildTarget(spec);
    expect(again.spec).toEqual(target.spec);
    expect(again.moments).toEqual(target.moments);
    expect(again.squares).toEqual(target.squares);
    expect(again.logNormalizer).toEqual(target.logNormalizer);
    expect(again.fused).toEqual(target.fused);
    expect(again.sample!(5, 'a')).toEqual(target.sample!(5, 'a'));
  });

  it('shows nearly all of its mass within its bounds', () => {
    const values = target.sample!(2000, 'bounds');
    for (let axis = 0; axis < d; axis++) {
      const [low, high] = target.bounds[axis]!;
      const outside = values.filter((value, i) => i % d === axis && !(value >= low && value <= high)).length;
      expect(outside).toBeLessThan(0.03 * 2000);
    }
  });

  it('leaves no tensor behind', () => {
    const x = matrix(typicalPoints(target), target);
    const before = tf.memory().numTensors;
    target.logDensity(x).dispose();
    target.gradLogDensity(x).dispose();
    hessianVector(target, x, x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
