import * as tf from '@tensorflow/tfjs-core';
import { cosine, sine } from '../elementary/index.ts';
import { normalCdf, uniforms } from '../random/index.ts';
import { Density1D } from './density-1d.ts';
import { choose, cumulativeOf, drawOf } from './sampling.ts';
import { squaresFrom } from './squares.ts';
import type { Target } from './target.ts';

/** Rings around the origin of the plane: density ∝ Σ_k w_k exp(−(|x| − r_k)²/2σ²). */
export interface Rings {
  radii: readonly number[];
  /** σ. */
  deviation: number;
  /** w_k, the height of a ring. */
  heights: readonly number[];
}

/** exp(−36) of the height of a ring is 6√2 deviations away: what lies outside does not show in float64. */
const EDGE = Math.sqrt(72);
const PICTURE_REACH = 3.5;
/** The gradient of |x| at the origin is 0, by this square of a length that float32 does not resolve. */
const TINY = 1e-30;

/** The target of rings; logDensity is exactly log Σ_k w_k exp(−(|x| − r_k)²/2σ²), not normalised. */
export function concentricRings(name: string, rings: Rings): Omit<Target, 'spec'> {
  const { radii, deviation, heights } = rings;
  const precision = 1 / (deviation * deviation);
  const logHeights = heights.map((height) => Math.log(height));
  const radial = radii.map((radius) => radialMoments(radius, deviation));
  const mass = radial.map(([first], k) => heights[k]! * first!);
  const total = mass.reduce((sum, value) => sum + value, 0);
  const expected = (power: 3 | 5): number =>
    radial.reduce((sum, moments, k) => sum + heights[k]! * moments[power - 1]!, 0) / total;
  // E cos² = 1/2 and E cos⁴ = 3/8 of a uniform angle.
  const second = expected(3) / 2;
  const fourth = (3 / 8) * expected(5);
  const reach = Math.max(...radii) + PICTURE_REACH * deviation;
  const parts = (x: tf.Tensor2D): { length: tf.Tensor2D; outward: tf.Tensor2D; logParts: tf.Tensor2D } => {
    const length = tf.sqrt(tf.maximum(tf.sum(tf.square(x), 1, true), TINY)) as tf.Tensor2D;
    const outward = tf.sub(length, tf.tensor1d([...radii])) as tf.Tensor2D;
    const logParts = tf.sub(tf.tensor1d(logHeights), tf.mul(tf.square(outward), precision / 2)) as tf.Tensor2D;
    return { length, outward, logParts };
  };
  let laws: Density1D[] | undefined;
  return {
    name,
    dimension: 2,
    logDensity: (x) => tf.tidy(() => tf.logSumExp(parts(x).logParts, 1) as tf.Tensor1D),
    gradLogDensity: (x) =>
      tf.tidy(() => {
        const { length, outward, logParts } = parts(x);
        const pull = tf.mul(tf.sum(tf.mul(tf.softmax(logParts), outward), 1, true), -precision);
        return tf.mul(x, tf.div(pull, length)) as tf.Tensor2D;
      }),
    moments: { mean: [0, 0], covariance: [[second, 0], [0, second]] }, // biome-ignore format: a matrix
    squares: squaresFrom([second, second], [fourth, fourth]),
    logNormalizer: Math.log(2 * Math.PI * total),
    sample: (count, seed) => {
      laws ??= radii.map((radius) => radialLaw(radius, deviation));
      const cumulative = cumulativeOf(mass.map((value) => value / total));
      const uniform = uniforms(count, 3, drawOf(seed));
      const out = new Float32Array(2 * count);
      for (let i = 0; i < count; i++) {
        const [ring, along, around] = uniform.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
        const radius = laws[choose(cumulative, ring)]!.quantile(along);
        out[2 * i] = radius * cosine(2 * Math.PI * around);
        out[2 * i + 1] = radius * sine(2 * Math.PI * around);
      }
      return out;
    },
    bounds: [[-reach, reach], [-reach, reach]], // biome-ignore format: one axis each
  };
}

/** ∫₀^∞ rⁿ exp(−(r − radius)²/2σ²) dr for n = 1 … 5, by parts; every term is positive. */
function radialMoments(radius: number, deviation: number): number[] {
  const variance = deviation * deviation;
  const moments = [deviation * Math.sqrt(2 * Math.PI) * normalCdf(radius / deviation)];
  moments.push(radius * moments[0]! + variance * Math.exp(-(radius * radius) / (2 * variance)));
  for (let n = 2; n <= 5; n++) moments.push(radius * moments[n - 1]! + (n - 1) * variance * moments[n - 2]!);
  return moments.slice(1);
}

/** The law of the distance from the origin within one ring: density ∝ r exp(−(r − radius)²/2σ²). */
function radialLaw(radius: number, deviation: number): Density1D {
  const logDensity = (r: number): number => Math.log(r) - ((r - radius) / deviation) ** 2 / 2;
  return new Density1D(logDensity, Math.max(0, radius - EDGE * deviation), radius + EDGE * deviation);
}
