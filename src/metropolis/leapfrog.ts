import * as tf from '@tensorflow/tfjs-core';
import { gradLogDensity, score, type Target } from '../targets/index.ts';
import type { Tuning } from './tuning.ts';

/** Points of phase space, one a row, with ∇ log π where they are: [n, d] each. */
export interface PhasePoints {
  position: tf.Tensor2D;
  /** Whitened: r = M^(−1/2) p, so that its law is N(0, I). */
  momentum: tf.Tensor2D;
  gradient: tf.Tensor2D;
}

/**
 * `steps` ≥ 1 leapfrog steps of the size of the tuning in H(x, r) = −log π(x) + ½|r|², dx = M^(−1/2) r dt, dr = M^(−1/2) ∇log π dt: time-reversible,
 * volume-preserving, of second order. It costs `steps` gradients and one log density, at the end. Inside a `tidy`; what it is given is kept.
 */
export function leapfrog(
  target: Target,
  { position, momentum, gradient }: PhasePoints,
  tuning: Tuning,
  steps: number,
): PhasePoints & { logDensity: tf.Tensor1D } {
  const whole = tuning.along((variance) => tuning.stepSize * Math.sqrt(variance));
  const half = tuning.along((variance) => (tuning.stepSize / 2) * Math.sqrt(variance));
  const drifted = (x: tf.Tensor, r: tf.Tensor): tf.Tensor2D => tf.add(x, tf.mul(r, whole));
  let r: tf.Tensor2D = tf.add(momentum, tf.mul(gradient, half));
  let x = drifted(position, r);
  for (let i = 1; i < steps; i++) {
    const [nextX, nextR] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D] => {
      // Two half kicks between two drifts are one.
      const kicked: tf.Tensor2D = tf.add(r, tf.mul(gradLogDensity(target, x), whole));
      return [drifted(x, kicked), kicked];
    });
    // Long trajectories would fill the device.
    tf.dispose([x, r]);
    [x, r] = [nextX, nextR];
  }
  const end = score(target, x);
  return { position: x, momentum: tf.add(r, tf.mul(end.gradient, half)), ...end };
}
