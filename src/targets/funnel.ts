import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { defineTarget } from './define.ts';
import { dimension, positive } from './parameters.ts';
import { sampleRows } from './sampling.ts';
import { squaresFrom } from './squares.ts';

/**
 * Neal's funnel (2003, Ann. Stat. 31:705, section 8): v ~ N(0, scale²) and x_k | v ~ N(0, e^v) for the d − 1 others, normalised; x = (v, x₂,
 * …, x_d). Neal has scale 3 and d = 10, the defaults here. Mean 0; variances scale², then e^{scale²/2}, which is 90 for scale 3.
 */
export const funnel = defineTarget({
  type: 'funnel',
  title: 'Funnel',
  description: 'the scale of all coordinates is itself random (Neal 2003)',
  parameters: z.strictObject({
    dimension: dimension.min(2).default(10),
    scale: positive.max(8).default(3).describe('standard deviation of v, the log variance of the others'),
  }),
  build: ({ dimension: d, scale }) => {
    const variance = scale ** 2;
    const constant = -0.5 * d * Math.log(2 * Math.PI) - Math.log(scale);
    const reach = 3 * Math.exp(scale / 2);
    return {
      name: 'funnel',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() => {
          const { v, rest, precision } = split(x);
          const squares = tf.mul(tf.sum(tf.square(rest), 1, true), precision);
          const half = tf.add(tf.add(tf.div(tf.square(v), variance), tf.mul(v, d - 1)), squares);
          return tf.add(tf.mul(tf.squeeze(half, [1]), -0.5), constant) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const { v, rest, precision } = split(x);
          const squares = tf.mul(tf.sum(tf.square(rest), 1, true), precision);
          const alongV = tf.sub(tf.mul(tf.sub(squares, d - 1), 0.5), tf.div(v, variance));
          return tf.concat([alongV, tf.neg(tf.mul(rest, precision))], 1) as tf.Tensor2D;
        }),
      moments: {
        mean: new Array<number>(d).fill(0),
        covariance: diagonal([variance, ...new Array<number>(d - 1).fill(Math.exp(variance / 2))]).to2DArray(),
      },
      // E x_k² = E e^v and E x_k⁴ = 3 E e^{2v}.
      squares: squaresFrom(
        [variance, ...new Array<number>(d - 1).fill(Math.exp(variance / 2))],
        [3 * variance ** 2, ...new Array<number>(d - 1).fill(3 * Math.exp(2 * variance))],
      ),
      logNormalizer: 0,
      sample: (count, seed) =>
        sampleRows(count, d, seed, (row, z) => {
          const deviation = Math.exp((scale * z[0]!) / 2);
          for (let k = 0; k < d; k++) row[k] = k === 0 ? scale * z[0]! : deviation * z[k]!;
        }),
      bounds: [[-3.5 * scale, 3.5 * scale], ...Array.from({ length: d - 1 }, (): [number, number] => [-reach, reach])],
      fused: { kind: 'funnel', dimension: d, parameters: Float32Array.of(variance, constant) },
    };
  },
});

/** v [n, 1], the others [n, d − 1], and e^{−v} [n, 1]. */
function split(x: tf.Tensor2D): { v: tf.Tensor2D; rest: tf.Tensor2D; precision: tf.Tensor2D } {
  const v = tf.slice(x, [0, 0], [-1, 1]);
  return { v, rest: tf.slice(x, [0, 1], [-1, x.shape[1] - 1]), precision: tf.exp(tf.neg(v)) };
}
