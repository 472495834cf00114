import * as tf from '@tensorflow/tfjs-core';
import { type Key, Stream } from '../random/index.ts';
import { fusedLangevin, fusedScore, hasKernel, normals } from '../tensor/index.ts';
import { checkPoints } from './guard.ts';
import type { Target } from './target.ts';

/**
 * log π and ∇ log π at x [n, d]: [n] and [n, d]. One fused kernel for the built-in targets where the backend has it, tfjs ops
 * otherwise. Not differentiable: use `target.logDensity` under autodiff. The caller disposes both.
 */
export function score(target: Target, x: tf.Tensor2D): { logDensity: tf.Tensor1D; gradient: tf.Tensor2D } {
  checkPoints(target, x);
  if (target.fused && hasKernel('OttoScore')) return fusedScore(x, target.fused);
  return { logDensity: target.logDensity(x), gradient: target.gradLogDensity(x) };
}

/** ∇ log π at x [n, d], [n, d]: as `score`, for methods that need no density. */
export function gradLogDensity(target: Target, x: tf.Tensor2D): tf.Tensor2D {
  checkPoints(target, x);
  if (!target.fused || !hasKernel('OttoScore')) return target.gradLogDensity(x);
  const { logDensity, gradient } = fusedScore(x, target.fused);
  logDensity.dispose();
  return gradient;
}

/** Where `steps` steps of Langevin start and what noise they use. */
export interface LangevinOptions {
  /** h, in the time units of the target. */
  stepSize: number;
  key: Key;
  firstStep: number;
  steps: number;
}

/**
 * `steps` steps x ← x + h∇log π(x) + √(2h) ξ of the unadjusted Langevin algorithm, with ξ of step s drawn at {key, step: firstStep + s,
 * stream: Stream.noise}. One fused kernel where there is one, one step at a time otherwise; both give the same up to float32 rounding.
 *
 * @returns [n, d]; x itself is kept
 */
export function langevinSteps(target: Target, x: tf.Tensor2D, options: LangevinOptions): tf.Tensor2D {
  checkPoints(target, x);
  if (target.fused && hasKernel('OttoLangevin')) return fusedLangevin(x, target.fused, options);
  const { key, firstStep, steps } = options;
  let position = tf.clone(x);
  for (let step = firstStep; step < firstStep + steps; step++) {
    const next = tf.tidy(() => {
      const noise = normals(x.shape[0], x.shape[1], { key, step, stream: Stream.noise });
      return langevinStep(target, position, noise, options.stepSize);
    });
    position.dispose();
    position = next;
  }
  return position;
}

/** One step with given noise, in tfjs ops. */
function langevinStep(target: Target, x: tf.Tensor2D, noise: tf.Tensor2D, stepSize: number): tf.Tensor2D {
  const drift = tf.mul(target.gradLogDensity(x), stepSize);
  return tf.add(tf.add(x, drift), tf.mul(noise, Math.sqrt(2 * stepSize))) as tf.Tensor2D;
}
