import { power } from '../../elementary/index.ts';
import { logDeterminant, symmetricInverseSqrt } from '../../linalg/index.ts';
import { affineRows, momentsOfRows } from '../rows.ts';

/** An estimate of log ρ and its gradient at the particles themselves. */
export interface ScoreEstimate {
  /** ∫ ρ log ρ, the mean over the particles. */
  meanLogDensity: number;
  /** ∇ log ρ, [n, d]. */
  score: Float64Array;
}

/**
 * A Gaussian kernel density in the coordinates in which the particles have the covariance I, with the bandwidth (4/(d + 2))^{1/(d+4)} n^{−1/(d+4)}
 * (Silverman 1986) times `factor`. The centres are drawn towards the mean by 1/√(1 + h²), so that the estimate keeps mean and covariance (Jones 1991). O(n²d).
 *
 * @param points [n, d], n > d + 1
 * @throws RangeError when they do not span the space
 */
export function kernelScore(points: Float64Array, dimension: number, factor = 1): ScoreEstimate {
  const count = points.length / dimension;
  const { mean, covariance } = momentsOfRows(points, dimension);
  const whitening = symmetricInverseSqrt(covariance);
  const z = affineRows(points, whitening, mean);
  const h = factor * power(4 / ((dimension + 2) * count), 1 / (dimension + 4));
  const shrink = 1 / Math.sqrt(1 + h * h);
  const centres = z.map((value) => shrink * value);
  const inverse = 1 / (h * shrink) ** 2;
  const score = new Float64Array(points.length);
  let logs = 0;
  const weighted = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    const own = z.subarray(i * dimension, (i + 1) * dimension);
    weighted.fill(0);
    let total = 0;
    for (let j = 0; j < points.length; j += dimension) {
      let squared = 0;
      for (let k = 0; k < dimension; k++) squared += (own[k]! - centres[j + k]!) ** 2;
      const kernel = Math.exp(-0.5 * inverse * squared);
      total += kernel;
      for (let k = 0; k < dimension; k++) weighted[k]! += kernel * centres[j + k]!;
    }
    logs += Math.log(total);
    for (let k = 0; k < dimension; k++) score[i * dimension + k] = inverse * (weighted[k]! / total - own[k]!);
  }
  const constant =
    -Math.log(count) + 0.5 * dimension * Math.log(inverse / (2 * Math.PI)) - 0.5 * logDeterminant(covariance);
  return { meanLogDensity: logs / count + constant, score: affineRows(score, whitening) };
}

/** The score of the Gaussian with the mean and covariance (divisor n) of the particles. @throws RangeError when they do not span the space */
export function gaussianScore(points: Float64Array, dimension: number): ScoreEstimate {
  const { mean, covariance } = populationMoments(points, dimension);
  const whitening = symmetricInverseSqrt(covariance);
  const score = affineRows(points, whitening.mmul(whitening), mean).map((value) => -value);
  const meanLogDensity = -0.5 * (logDeterminant(covariance) + dimension * Math.log(2 * Math.PI * Math.E));
  return { meanLogDensity, score };
}

/** Mean, and covariance with the divisor n: that of the empirical law. */
export function populationMoments(points: Float64Array, dimension: number): ReturnType<typeof momentsOfRows> {
  const count = points.length / dimension;
  const { mean, covariance } = momentsOfRows(points, dimension);
  return { mean, covariance: covariance.mul((count - 1) / count) };
}
