import { symmetricInverseSqrt } from '../linalg/index.ts';
import { normalQuantile } from '../random/index.ts';
import { affineRows, momentsOfRows } from './rows.ts';

/**
 * `count` > d points that stand for the standard normal in R^d, row-major: Roberts' (2018) low-discrepancy sequence i·(φ⁻¹, φ⁻², …) mod 1 with φ^{d+1} =
 * φ + 1 through the normal quantile, then mean and sample covariance made exact. There is nothing random in it, and far less error than in a sample.
 */
export function standardNormalPoints(count: number, dimension: number): Float64Array {
  const points = uniformPoints(count, dimension).map((u) => normalQuantile(u, 1 - u));
  const { mean, covariance } = momentsOfRows(points, dimension);
  return affineRows(points, symmetricInverseSqrt(covariance), mean);
}

/** The points of that sequence themselves, which fill the unit cube evenly, row-major. */
export function uniformPoints(count: number, dimension: number): Float64Array {
  const ratio = goldenRatio(dimension);
  return Float64Array.from(
    { length: count * dimension },
    (_, at) => (0.5 + (Math.floor(at / dimension) + 1) * ratio ** -((at % dimension) + 1)) % 1,
  );
}

/** The root above 1 of φ^{d+1} = φ + 1. */
function goldenRatio(dimension: number): number {
  let ratio = 2;
  for (let iteration = 0; iteration < 60; iteration++) ratio = (1 + ratio) ** (1 / (dimension + 1));
  return ratio;
}
