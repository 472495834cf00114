import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { cubed } from '../elementary/index.ts';
import { diagonal } from '../linalg/index.ts';
import { normalTailQuantile, uniforms } from '../random/index.ts';
import { defineTarget } from './define.ts';
import { dimension, positive } from './parameters.ts';
import { drawOf } from './sampling.ts';
import { repeated, squaresFrom } from './squares.ts';
import type { Squares } from './target.ts';

const REACH = 4;

/**
 * V(x) = (stiffness/2) Σ_k max(|x_k| − radius, 0)², density ∝ e^{−V}: flat in the box of half width `radius`, half a Gaussian beyond each side.
 * Log density exactly −V, not normalised. Every measure in the box minimises the potential energy, so a scheme that moves one of them is biased.
 * V is convex with a Lipschitz gradient; its second derivative jumps at ±radius. Moments, normaliser, quantile and samples in closed form.
 */
export const flatWell = defineTarget({
  type: 'flat-well',
  title: 'Flat well',
  description: 'V = stiffness/2 · max(|x| − radius, 0)² in each coordinate: flat at the bottom, quadratic beyond',
  parameters: z.strictObject({
    dimension: dimension.default(1),
    radius: z.number().min(0).default(0.8).describe('half the width of the flat part'),
    stiffness: positive.default(20).describe('V″ outside'),
  }),
  build: ({ dimension: d, radius, stiffness }) => {
    const law = coordinateLaw(radius, stiffness);
    const reach = radius + REACH / Math.sqrt(stiffness);
    return {
      name: 'flat well',
      dimension: d,
      logDensity: (x) => tf.tidy(() => tf.mul(tf.sum(tf.square(excess(x, radius)), 1), -stiffness / 2) as tf.Tensor1D),
      gradLogDensity: (x) => tf.tidy(() => tf.mul(excess(x, radius), -stiffness) as tf.Tensor2D),
      moments: {
        mean: new Array<number>(d).fill(0),
        covariance: diagonal(new Array<number>(d).fill(law.variance)).to2DArray(),
      },
      squares: repeated(law.squares, d),
      logNormalizer: d * law.logMass,
      sample: (count, seed) => Float32Array.from(uniforms(count, d, drawOf(seed)), law.quantile),
      ...(d === 1 && { quantile: law.quantile }),
      bounds: Array.from({ length: d }, () => [-reach, reach]),
    };
  },
});

/** How far coordinates lie outside of the flat part, with their signs. */
const excess = (x: tf.Tensor2D, radius: number): tf.Tensor =>
  tf.sub(tf.relu(tf.sub(x, radius)), tf.relu(tf.sub(tf.neg(x), radius)));

/** One coordinate. */
interface CoordinateLaw {
  variance: number;
  squares: Squares;
  /** log ∫ e^{−V}. */
  logMass: number;
  quantile(u: number): number;
}

function coordinateLaw(radius: number, stiffness: number): CoordinateLaw {
  // ∫₀^∞ exp(−stiffness y²/2) dy of either side.
  const side = Math.sqrt(Math.PI / (2 * stiffness));
  const total = 2 * (radius + side);
  const outside = radius ** 2 * side + (2 * radius + side) / stiffness;
  // ∫₀^∞ (radius + y)⁴ exp(−stiffness y²/2) dy.
  const fourthOutside =
    radius ** 2 * (radius ** 2 + 6 / stiffness) * side +
    (4 * cubed(radius) + (8 * radius + 3 * side) / stiffness) / stiffness;
  const variance = (2 * (cubed(radius) / 3 + outside)) / total;
  const fourth = (2 * ((cubed(radius) * radius ** 2) / 5 + fourthOutside)) / total;
  const tail = side / total;
  const lower = (u: number): number =>
    u < tail ? -radius - normalTailQuantile(u / (2 * tail)) / Math.sqrt(stiffness) : total * (u - 0.5);
  return {
    variance,
    squares: squaresFrom([variance], [fourth]),
    logMass: Math.log(total),
    quantile: (u) => (u < 0.5 ? lower(u) : -lower(1 - u)),
  };
}
