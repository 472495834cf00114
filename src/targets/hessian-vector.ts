import * as tf from '@tensorflow/tfjs-core';
import type { Target } from './target.ts';

/**
 * ∇² log π(x_i) p_i for every row, by autodiff of the gradient: ∇_x ⟨∇ log π(x), p⟩.
 *
 * @param x [n, d] @param p [n, d]
 * @returns [n, d]
 */
export function hessianVector(target: Target, x: tf.Tensor2D, p: tf.Tensor2D): tf.Tensor2D {
  const along = tf.grad((at) => tf.sum(tf.mul(target.gradLogDensity(at as tf.Tensor2D), p)));
  return along(x) as tf.Tensor2D;
}
