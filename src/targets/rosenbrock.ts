import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineTarget } from './define.ts';
import { evenDimension, paired, unpaired } from './pairs.ts';
import { positive } from './parameters.ts';
import { sampleRows } from './sampling.ts';
import { squaresFrom } from './squares.ts';
import type { Moments, Squares } from './target.ts';

const REACH = 3.5;

/**
 * The Rosenbrock density of sampler benchmarks: d/2 independent pairs (x, y), one after the other (x₁, y₁, x₂, y₂, …), with x ~ N(1, 1) and
 * y | x ~ N(x², Q). Log density of a pair −½(x − 1)² − (y − x²)²/2Q and its constant: with the ½, normalised.
 *
 * Source: Grumitt, Dai & Seljak 2022 (arXiv 2205.14240), "Deterministic Langevin Monte Carlo with normalizing flows for Bayesian inference", in
 * the form of Robnik, De Luca, Silverstein & Seljak 2023 (arXiv 2212.08549): d = 36, Q = 0.1, the defaults here; their code has all x first, then
 * all y. Optimisers know another function of this name, with 100 for 1/Q and no ½.
 */
export const rosenbrock = defineTarget({
  type: 'rosenbrock',
  title: 'Rosenbrock',
  description: 'pairs x ~ N(1, 1), y | x ~ N(x², Q): narrow bent valleys, 36 dimensions in the literature',
  parameters: z.strictObject({
    dimension: evenDimension.default(36),
    variance: positive.default(0.1).describe('Q, of y given x: how narrow the valley is'),
  }),
  build: ({ dimension: d, variance }) => {
    const pairs = d / 2;
    const constant = -pairs * (Math.log(2 * Math.PI) + 0.5 * Math.log(variance));
    const deviation = Math.sqrt(variance);
    return {
      name: 'rosenbrock',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() => {
          const { first, residual } = valleys(x);
          const squares = tf.add(tf.square(tf.sub(first, 1)), tf.div(tf.square(residual), variance));
          return tf.add(tf.mul(tf.sum(squares, 1), -0.5), constant) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const { first, residual } = valleys(x);
          const pull = tf.div(residual, variance);
          const along = tf.sub(tf.mul(tf.mul(first, pull), 2), tf.sub(first, 1));
          return paired(along, tf.neg(pull));
        }),
      moments: momentsOf(pairs, variance),
      squares: squaresOf(pairs, variance),
      logNormalizer: 0,
      sample: (count, seed) =>
        sampleRows(count, d, seed, (row, normal) => {
          for (let k = 0; k < d; k += 2) {
            const x = 1 + normal[k]!;
            row[k] = x;
            row[k + 1] = x * x + deviation * normal[k + 1]!;
          }
        }),
      bounds: Array.from({ length: pairs }, (): [number, number][] => [
        [1 - REACH, 1 + REACH],
        [-REACH * deviation, (1 + REACH) ** 2 + REACH * deviation],
      ]).flat(),
    };
  },
});

/** The x of every pair, and y − x², [n, pairs] each. */
function valleys(x: tf.Tensor2D): { first: tf.Tensor; residual: tf.Tensor } {
  const [first, second] = unpaired(x);
  return { first, residual: tf.sub(second, tf.square(first)) };
}

/** E x, E x², E x³, E x⁴ and E x⁸ of N(1, 1). */
const [FIRST, SECOND, THIRD, FOURTH, EIGHTH] = [1, 2, 4, 10, 764] as const;

const ofEveryPair = (pairs: number, x: number, y: number): number[] =>
  Array.from({ length: 2 * pairs }, (_, k) => (k % 2 === 0 ? x : y));

function momentsOf(pairs: number, variance: number): Moments {
  const mean = ofEveryPair(pairs, FIRST, SECOND);
  const spread = ofEveryPair(pairs, SECOND - FIRST * FIRST, FOURTH - SECOND * SECOND + variance);
  const shared = THIRD - FIRST * SECOND;
  const covariance = mean.map((_, i) =>
    mean.map((__, j) => {
      if (i === j) return spread[i]!;
      return i >> 1 === j >> 1 ? shared : 0;
    }),
  );
  return { mean, covariance };
}

function squaresOf(pairs: number, variance: number): Squares {
  const fourth = EIGHTH + 6 * variance * FOURTH + 3 * variance * variance;
  return squaresFrom(ofEveryPair(pairs, SECOND, FOURTH + variance), ofEveryPair(pairs, FOURTH, fourth));
}
