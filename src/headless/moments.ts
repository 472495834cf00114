import type { Moments } from '../targets/index.ts';

/**
 * Mean and covariance of weighted points, in float64 and two passes (no cancellation).
 * @param positions row-major [n, d]
 * @param weights [n]; they are normalised here. The covariance is that of the measure: no n/(n − 1).
 */
export function momentsOf(positions: Float32Array, weights: Float32Array, dimension: number): Moments {
  const mean = new Float64Array(dimension);
  let mass = 0;
  eachRow(positions, weights, dimension, (weight, row) => {
    mass += weight;
    for (let i = 0; i < dimension; i++) mean[i]! += weight * row[i]!;
  });
  for (let i = 0; i < dimension; i++) mean[i]! /= mass;
  const covariance = Array.from(mean, () => new Array<number>(dimension).fill(0));
  eachRow(positions, weights, dimension, (weight, row) => {
    for (let i = 0; i < dimension; i++) {
      const scaled = (weight / mass) * (row[i]! - mean[i]!);
      for (let j = 0; j <= i; j++) covariance[i]![j]! += scaled * (row[j]! - mean[j]!);
    }
  });
  for (let i = 0; i < dimension; i++) for (let j = 0; j < i; j++) covariance[j]![i] = covariance[i]![j]!;
  return { mean: Array.from(mean), covariance };
}

function eachRow(
  positions: Float32Array,
  weights: Float32Array,
  dimension: number,
  visit: (weight: number, row: Float32Array) => void,
): void {
  for (let n = 0; n < weights.length; n++) visit(weights[n]!, positions.subarray(n * dimension, (n + 1) * dimension));
}
