import * as tf from '@tensorflow/tfjs-core';
import { dimension } from './parameters.ts';

/** A dimension of which every two coordinates are a pair. */
export const evenDimension = dimension.min(2).superRefine((d, context) => {
  if (d % 2 === 1) context.addIssue({ code: 'custom', message: `must be even, two coordinates a pair, got ${d}` });
});

/** The first coordinates of the pairs and the second ones, [n, d/2] each, of [n, d]. */
export function unpaired(x: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  return tf.unstack(tf.reshape(x, [-1, x.shape[1] / 2, 2]), 2) as [tf.Tensor2D, tf.Tensor2D];
}

/** The way back: [n, d] of [n, d/2] each. */
export const paired = (first: tf.Tensor, second: tf.Tensor): tf.Tensor2D =>
  tf.reshape(tf.stack([first, second], 2), [-1, 2 * first.shape[1]!]);
