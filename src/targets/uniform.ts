import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { uniforms } from '../random/index.ts';
import { formatValue } from '../schema.ts';
import { defineTarget } from './define.ts';
import { drawOf } from './sampling.ts';
import { symmetricSquares } from './squares.ts';

/** Of a uniform law on an interval. */
const KURTOSIS = 9 / 5;

/**
 * The uniform law of the box Π_k [low_k, high_k], normalised: log density −log volume inside and on the faces, −∞ outside. The gradient is 0
 * everywhere, which is what it is inside and all that can be said outside: methods that follow gradients alone do not know that there is a wall, those
 * that compare densities (MALA) stay within it.
 */
export const uniform = defineTarget({
  type: 'uniform',
  title: 'Uniform law of a box',
  description: 'constant within bounds, one [low, high] per dimension, and nothing outside',
  parameters: z.strictObject({
    bounds: z
      .array(z.array(z.number()).length(2))
      .min(1)
      .superRefine((intervals, context) => {
        for (const [k, [low, high]] of intervals.entries()) {
          if (!(low! < high!))
            context.addIssue({
              code: 'custom',
              path: [k],
              message: `must be [low, high] with low < high, got ${formatValue(intervals[k])}`,
            });
        }
      })
      .default([[-1, 1]])
      .describe('[low, high] of every dimension'),
  }),
  build: ({ bounds }) => {
    const lows = bounds.map(([low]) => low!);
    const widths = bounds.map(([low, high]) => high! - low!);
    const d = bounds.length;
    const logDensity = -widths.reduce((sum, width) => sum + Math.log(width), 0);
    const highs = bounds.map(([, high]) => high!);
    // Comparisons have no gradient in tfjs, not even 0.
    const flat = tf.customGrad((at) => {
      const x = at as tf.Tensor2D;
      const within = tf.all(tf.logicalAnd(tf.greaterEqual(x, lows), tf.lessEqual(x, highs)), 1);
      const [inside, outside] = [logDensity, Number.NEGATIVE_INFINITY].map((value) => tf.fill([x.shape[0]], value));
      return { value: tf.where(within, inside!, outside!), gradFunc: () => tf.zerosLike(x) };
    });
    const centres = lows.map((low, k) => low + widths[k]! / 2);
    const variances = widths.map((width) => width ** 2 / 12);
    const quantile = (k: number, u: number): number => lows[k]! + widths[k]! * u;
    return {
      name: 'uniform law',
      dimension: d,
      logDensity: (x) => tf.tidy(() => flat(x)) as tf.Tensor1D,
      gradLogDensity: (x) => tf.tidy(() => tf.mul(x, 0) as tf.Tensor2D),
      moments: { mean: centres, covariance: diagonal(variances).to2DArray() },
      squares: symmetricSquares(centres, variances, KURTOSIS),
      logNormalizer: 0,
      sample: (count, seed) => Float32Array.from(uniforms(count, d, drawOf(seed)), (u, i) => quantile(i % d, u)),
      ...(d === 1 && { quantile: (u: number) => quantile(0, u) }),
      // No margin: sites are laid over these bounds.
      bounds: bounds.map(([low, high]) => [low!, high!]),
    };
  },
});
