import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { kernelSum } from '../tensor/index.ts';
import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';
import { medianDistance } from './median-distance.ts';

export interface DiscrepancyOptions {
  /** Standard deviation δ of the kernel exp(−|x − y|²/2δ²). Default: the median distance of points of the second cloud. */
  bandwidth?: number;
}

/**
 * The squared maximum mean discrepancy MMD² of two clouds for a Gaussian kernel (Gretton et al. 2012, JMLR 13:723, lemma 6), unbiased: pairs of
 * a point with itself are left out, so that it may be slightly negative for equal measures. By the fused `kernelSum`: O(n + m) memory.
 *
 * @throws InputError when the clouds are empty or differ in dimension, or the bandwidth is not positive
 */
export async function maximumMeanDiscrepancy(x: Cloud, y: Cloud, options: DiscrepancyOptions = {}): Promise<number> {
  requireClouds(x, y);
  const bandwidth = options.bandwidth ?? medianOf(y);
  if (!(bandwidth > 0)) throw new InputError(`bandwidth: must be more than 0, got ${formatValue(bandwidth)}`);
  const [self, other, cross] = await Promise.all([
    selfMean(x, bandwidth),
    selfMean(y, bandwidth),
    kernelRows(x, y, bandwidth).then((rows) => weighted(rows, massesOf(x))),
  ]);
  return self + other - 2 * cross;
}

/** Σ_{i≠j} w_i w_j k(x_i, x_j) / (1 − Σ w_i²). */
async function selfMean(x: Cloud, bandwidth: number): Promise<number> {
  if (countOf(x) === 1) return 1;
  const masses = massesOf(x);
  const squares = weighted(masses, masses);
  return (weighted(await kernelRows(x, x, bandwidth), masses) - squares) / (1 - squares);
}

/** Σ_j b_j k(x_i, y_j) for every i. */
async function kernelRows(x: Cloud, y: Cloud, bandwidth: number): Promise<ArrayLike<number>> {
  const rows = tf.tidy(() => {
    // The sums are taken of weights near 1: kernels add in float32.
    const masses = massesOf(y).map((mass) => mass * countOf(y));
    const v = tf.tensor2d(Float32Array.from(masses), [masses.length, 1]);
    return kernelSum(matrixOf(x), matrixOf(y), v, { epsilon: bandwidth ** 2 });
  });
  const values = await rows.data();
  rows.dispose();
  return Float64Array.from(values, (value) => value / countOf(y));
}

const matrixOf = (cloud: Cloud): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(cloud.positions), [countOf(cloud), cloud.dimension]);

const weighted = (values: ArrayLike<number>, masses: Float64Array): number =>
  masses.reduce((sum, mass, i) => sum + mass * values[i]!, 0);

/** The median distance of two points; 1 for a single point. */
function medianOf(cloud: Cloud): number {
  const median = countOf(cloud) === 1 ? 1 : medianDistance(cloud.positions, cloud.dimension);
  if (median > 0) return median;
  throw new InputError('bandwidth: half of the points are equal; must be given');
}
