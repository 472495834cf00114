import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineTarget } from './define.ts';
import { dimension } from './parameters.ts';
import { sampleRows } from './sampling.ts';
import { symmetricSquares } from './squares.ts';

const REACH = 3.5;

/**
 * The Gaussian with mean 0 and covariance Σ_ij = ρ^|i − j|, normalised: a stationary autoregressive process of order 1, x₁ = z₁ and
 * x_k = ρx_{k−1} + √(1 − ρ²) z_k. Its precision is tridiagonal, so that density and gradient cost O(d). The eigenvalues of Σ lie between
 * (1 − |ρ|)/(1 + |ρ|) and its inverse, which they reach for large d: with the default ρ = 0.9 the condition number tends to 361.
 *
 * Source: Rue & Held, "Gaussian Markov Random Fields" (2005), section 1.1.
 */
export const correlatedGaussian = defineTarget({
  type: 'correlated-gaussian',
  title: 'Correlated Gaussian',
  description: 'N(0, Σ) with Σ_ij = ρ^|i − j|, in many dimensions',
  parameters: z.strictObject({
    dimension: dimension.min(2).default(100),
    correlation: z.number().gt(-1).lt(1).default(0.9).describe('ρ, of neighbours'),
  }),
  build: ({ dimension: d, correlation: rho }) => {
    const innovation = 1 - rho * rho;
    const deviation = Math.sqrt(innovation);
    const constant = -0.5 * (d * Math.log(2 * Math.PI) + (d - 1) * Math.log(innovation));
    const powers = [1];
    while (powers.length < d) powers.push(powers.at(-1)! * rho);
    const mean = new Array<number>(d).fill(0);
    return {
      name: 'correlated gaussian',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() => {
          const { first, rest } = innovations(x, rho);
          const squares = tf.add(tf.sum(tf.square(first), 1), tf.div(tf.sum(tf.square(rest), 1), innovation));
          return tf.add(tf.mul(squares, -0.5), constant) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const { first, rest } = innovations(x, rho);
          const pull = tf.div(rest, innovation);
          // A coordinate is pulled by its own innovation, and by the one of the next, in which it stands with −ρ.
          const own = tf.concat([first, pull], 1);
          const next = tf.pad(tf.mul(pull, rho), [[0, 0], [0, 1]]); // biome-ignore format: one axis each
          return tf.sub(next, own) as tf.Tensor2D;
        }),
      moments: {
        mean,
        covariance: mean.map((_, i) => mean.map((__, j) => powers[Math.abs(i - j)]!)),
      },
      squares: symmetricSquares(mean, new Array<number>(d).fill(1)),
      logNormalizer: 0,
      sample: (count, seed) =>
        sampleRows(count, d, seed, (row, normal) => {
          let last = normal[0]!;
          row[0] = last;
          for (let k = 1; k < d; k++) {
            last = rho * last + deviation * normal[k]!;
            row[k] = last;
          }
        }),
      bounds: mean.map(() => [-REACH, REACH]),
    };
  },
});

/** x₁ [n, 1], and x_k − ρx_{k−1} for the others, [n, d − 1]. */
function innovations(x: tf.Tensor2D, rho: number): { first: tf.Tensor2D; rest: tf.Tensor2D } {
  const others = x.shape[1] - 1;
  const before = tf.slice(x, [0, 0], [-1, others]);
  const rest = tf.sub(tf.slice(x, [0, 1], [-1, others]), tf.mul(before, rho)) as tf.Tensor2D;
  return { first: tf.slice(x, [0, 0], [-1, 1]), rest };
}
