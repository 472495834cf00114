import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { defineTarget } from './define.ts';
import { dimension, positive } from './parameters.ts';
import { sampleRows } from './sampling.ts';
import { squaresFrom } from './squares.ts';
import type { Squares } from './target.ts';

/**
 * The twisted Gaussian of Haario, Saksman & Tamminen (1999, Comput. Stat. 14:375): x₁ = σz₁, x₂ = z₂ − b(x₁² − σ²), x_k = z_k for k > 2,
 * with independent standard normals z; normalised. Mean 0; variances σ², 1 + 2b²σ⁴, 1, …; uncorrelated. Haario's own are σ = 10 with
 * b = 0.03 and 0.1; with the defaults σ = 2, b = 0.25 the slope at x₁ = ±2σ is 2, half that of the sharper of the two.
 */
export const banana = defineTarget({
  type: 'banana',
  title: 'Banana',
  description: 'a Gaussian bent along a parabola (Haario et al. 1999)',
  parameters: z.strictObject({
    scale: positive.default(2).describe('σ, standard deviation of the first coordinate'),
    curvature: z.number().default(0.25).describe('b'),
    dimension: dimension.min(2).default(2),
  }),
  build: ({ scale, curvature: b, dimension: d }) => {
    const variance = scale ** 2;
    const constant = -0.5 * d * Math.log(2 * Math.PI) - Math.log(scale);
    // x₂ on the ridge at x₁ = 3σ and at x₁ = 0.
    const ridge = [-8 * b * variance, b * variance];
    return {
      name: 'banana',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() => {
          const { first, unbent } = straighten(x, variance, b);
          const squares = tf.add(tf.div(tf.square(first), variance), tf.sum(tf.square(unbent), 1, true));
          return tf.add(tf.mul(tf.squeeze(squares, [1]), -0.5), constant) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const { first, unbent } = straighten(x, variance, b);
          const second = tf.slice(unbent, [0, 0], [-1, 1]);
          const along = tf.mul(first, tf.add(tf.mul(second, 2 * b), 1 / variance));
          return tf.neg(tf.concat([along, unbent], 1)) as tf.Tensor2D;
        }),
      moments: {
        mean: new Array<number>(d).fill(0),
        covariance: diagonal([
          variance,
          1 + 2 * b * b * variance * variance,
          ...new Array<number>(d - 2).fill(1),
        ]).to2DArray(),
      },
      squares: squaresOf(variance, b, d),
      logNormalizer: 0,
      sample: (count, seed) =>
        sampleRows(count, d, seed, (row, z) => {
          row.set(z);
          row[0] = scale * z[0]!;
          row[1] = z[1]! - b * ((scale * z[0]!) ** 2 - variance);
        }),
      bounds: [
        [-3.5 * scale, 3.5 * scale],
        [Math.min(...ridge) - 3, Math.max(...ridge) + 3],
        ...Array.from({ length: d - 2 }, (): [number, number] => [-3.5, 3.5]),
      ],
      fused: { kind: 'banana', dimension: d, parameters: Float32Array.of(variance, b, constant) },
    };
  },
});

/** With q = b(x₁² − σ²): E q² = 2b²σ⁴ and E q⁴ = 60b⁴σ⁸ = 15(E q²)². */
function squaresOf(variance: number, b: number, d: number): Squares {
  const bend = 2 * (b * variance) ** 2;
  const rest = d - 2;
  return squaresFrom(
    [variance, 1 + bend, ...new Array<number>(rest).fill(1)],
    [3 * variance ** 2, 3 + 6 * bend + 15 * bend ** 2, ...new Array<number>(rest).fill(3)],
  );
}

/** x₁ as [n, 1], and (x₂ + b(x₁² − σ²), x₃, …) as [n, d − 1]: standard normal under the target. */
function straighten(x: tf.Tensor2D, variance: number, b: number): { first: tf.Tensor2D; unbent: tf.Tensor2D } {
  const d = x.shape[1];
  const first = tf.slice(x, [0, 0], [-1, 1]);
  const second = tf.add(tf.slice(x, [0, 1], [-1, 1]), tf.mul(tf.sub(tf.square(first), variance), b)) as tf.Tensor2D;
  return { first, unbent: d > 2 ? tf.concat([second, tf.slice(x, [0, 2], [-1, d - 2])], 1) : second };
}
