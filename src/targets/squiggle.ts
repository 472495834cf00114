import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { sine } from '../elementary/index.ts';
import { cholesky, symmetricInverse } from '../linalg/index.ts';
import { defineTarget } from './define.ts';
import { covariance } from './parameters.ts';
import { sampleRows } from './sampling.ts';
import { squaresFrom } from './squares.ts';
import type { Moments, Squares } from './target.ts';

const REACH = 3.5;

/**
 * A Gaussian along a wave: (x₁, x₂ + sin ωx₁) ~ N(0, Σ) in the plane. That map preserves area, so that the density is normalised. Mean 0, moments in
 * closed form.
 *
 * Source: the squiggle of "The Markov-chain Monte Carlo Interactive Gallery" (Feng, github.com/chi-feng/mcmc-demo): ω = 5 and
 * Σ = [[2, ¼], [¼, ½]], the defaults here.
 */
export const squiggle = defineTarget({
  type: 'squiggle',
  title: 'Squiggle',
  description: 'a Gaussian bent along a sine wave',
  parameters: z.strictObject({
    frequency: z.number().default(5).describe('ω'),
    covariance: covariance
      .superRefine((rows, context) => {
        if (rows.length !== 2) context.addIssue({ code: 'custom', message: `must be 2 × 2, got ${rows.length} rows` });
      })
      .default([[2, 0.25], [0.25, 0.5]])
      .describe('Σ, of the Gaussian before it is bent'),
  }), // biome-ignore format: a matrix
  build: ({ frequency, covariance: sigma }) => {
    const precision = symmetricInverse(sigma).to2DArray();
    const lower = cholesky(sigma);
    const constant = -Math.log(2 * Math.PI) - Math.log(lower.get(0, 0) * lower.get(1, 1));
    const { moments, squares } = momentsOf(sigma, frequency);
    const reach = sigma.map((row, k) => REACH * Math.sqrt(row[k]!) + k);
    return {
      name: 'squiggle',
      dimension: 2,
      logDensity: (x) =>
        tf.tidy(() => {
          const straight = straightened(x, frequency);
          const squares = tf.sum(tf.mul(straight, tf.matMul(straight, tf.tensor2d(precision))), 1);
          return tf.add(tf.mul(squares, -0.5), constant) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const pull = tf.neg(tf.matMul(straightened(x, frequency), tf.tensor2d(precision)));
          const [along, across] = tf.split(pull, 2, 1);
          const slope = tf.mul(tf.cos(tf.mul(tf.slice(x, [0, 0], [-1, 1]), frequency)), frequency);
          return tf.concat([tf.add(along!, tf.mul(across!, slope)), across!], 1) as tf.Tensor2D;
        }),
      moments,
      squares,
      logNormalizer: 0,
      sample: (count, seed) =>
        sampleRows(count, 2, seed, (row, z) => {
          const along = lower.get(0, 0) * z[0]!;
          row[0] = along;
          row[1] = lower.get(1, 0) * z[0]! + lower.get(1, 1) * z[1]! - sine(frequency * along);
        }),
      bounds: reach.map((each) => [-each, each]),
    };
  },
});

/** (x₁, x₂ + sin ωx₁), [n, 2]: Gaussian under the target. */
function straightened(x: tf.Tensor2D, frequency: number): tf.Tensor2D {
  const [first, second] = tf.split(x, 2, 1);
  return tf.concat([first!, tf.add(second!, tf.sin(tf.mul(first!, frequency)))], 1) as tf.Tensor2D;
}

/**
 * x₂ = cu − S + w with u = x₁ ~ N(0, s), S = sin ωu and an independent Gaussian w. Powers of S are sums of sines and cosines of multiples of
 * ωu, whose products with powers of u have the expectations E cos au = e^{−a²s/2} and its derivatives in a.
 */
function momentsOf(sigma: number[][], frequency: number): { moments: Moments; squares: Squares } {
  const s = sigma[0]![0]!;
  const c = sigma[0]![1]! / s;
  const rest = sigma[1]![1]! - c * sigma[0]![1]!;
  const cosine = (multiple: number): number => Math.exp(-((multiple * frequency) ** 2) * (s / 2));
  const sineU = (multiple: number): number => multiple * frequency * s * cosine(multiple);
  const squareU = (s - (s - (2 * frequency * s) ** 2) * cosine(2)) / 2;
  const cubeU = (3 * s - (frequency * s) ** 2) * sineU(1);
  const waveSquared = (1 - cosine(2)) / 2;
  const waveCubedU = (3 * sineU(1) - sineU(3)) / 4;
  const waveFourth = (3 - 4 * cosine(2) + cosine(4)) / 8;
  const shared = c * s - sineU(1);
  const second = c * (c * s - 2 * sineU(1)) + waveSquared;
  const fourth = c * (c * (c * (3 * c * s * s - 4 * cubeU) + 6 * squareU) - 4 * waveCubedU) + waveFourth;
  const variance = second + rest;
  return {
    moments: { mean: [0, 0], covariance: [[s, shared], [shared, variance]] }, // biome-ignore format: a matrix
    squares: squaresFrom([s, variance], [3 * s * s, fourth + 6 * rest * second + 3 * rest * rest]),
  };
}
