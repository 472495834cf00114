import type { Moments } from '../targets/index.ts';
import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';

/**
 * Mean and covariance of a cloud in float64, in two passes about the first point, so that a cloud far from the origin loses no digits and one
 * of equal points has the covariance 0. It is the covariance of the measure: no n/(n − 1).
 *
 * @throws InputError when the cloud is empty or a weight is none
 */
export function momentsOfCloud(cloud: Cloud): Moments {
  requireClouds(cloud);
  const { positions, dimension: d } = cloud;
  const masses = massesOf(cloud);
  const count = countOf(cloud);
  const shift = new Float64Array(d);
  for (let n = 0; n < count; n++)
    for (let i = 0; i < d; i++) shift[i]! += masses[n]! * (positions[n * d + i]! - positions[i]!);
  const mean = shift.map((value, i) => positions[i]! + value);
  const covariance = Array.from(mean, () => new Array<number>(d).fill(0));
  for (let n = 0; n < count; n++)
    for (let i = 0; i < d; i++) {
      const scaled = masses[n]! * (positions[n * d + i]! - mean[i]!);
      for (let j = 0; j <= i; j++) covariance[i]![j]! += scaled * (positions[n * d + j]! - mean[j]!);
    }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) covariance[j]![i] = covariance[i]![j]!;
  return { mean: Array.from(mean), covariance };
}

export interface MomentsError {
  /** |m − m*| / √tr Σ*: n exact independent samples have 1/√n in the root mean square. */
  mean: number;
  /** ‖Σ − Σ*‖ / ‖Σ*‖ in the Frobenius norm. */
  covariance: number;
}

/** How far moments lie from the exact ones m*, Σ*: two numbers without units. */
export function momentsError(moments: Moments, exact: Moments): MomentsError {
  const squaredNorm = (matrix: number[][]): number => matrix.flat().reduce((sum, value) => sum + value * value, 0);
  const trace = exact.covariance.reduce((sum, row, i) => sum + row[i]!, 0);
  const shift = moments.mean.reduce((sum, value, i) => sum + (value - exact.mean[i]!) ** 2, 0);
  const difference = moments.covariance.map((row, i) => row.map((value, j) => value - exact.covariance[i]![j]!));
  return {
    mean: Math.sqrt(shift / trace),
    covariance: Math.sqrt(squaredNorm(difference) / squaredNorm(exact.covariance)),
  };
}
