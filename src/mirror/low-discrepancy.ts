import { symmetricInverseSqrt } from '../linalg/index.ts';
import { normalQuantile, uniformPoints } from '../random/index.ts';
import { affineRows, momentsOfRows } from './rows.ts';

/**
 * `count` > d points that stand for the standard normal in R^d, row-major: the low-discrepancy sequence of
 * `uniformPoints` through the normal quantile, then mean and sample covariance made exact. There is nothing random in it, and far less error than in a sample.
 */
export function standardNormalPoints(count: number, dimension: number): Float64Array {
  const points = uniformPoints(count, dimension).map((u) => normalQuantile(u, 1 - u));
  const { mean, covariance } = momentsOfRows(points, dimension);
  return affineRows(points, symmetricInverseSqrt(covariance), mean);
}
