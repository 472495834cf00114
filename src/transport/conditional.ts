import type { Cloud } from './cloud.ts';

/** Moments of the conditional law of y given each of some points: [count, d], [count, d, d], [count, d, d, d], row-major. */
export interface ConditionalMoments {
  mean: Float64Array;
  covariance?: Float64Array;
  thirdCumulant?: Float64Array;
}

/**
 * Mean, covariance and third central moment under the weights ∝ w_j exp((g_j − ½|x − y_j|²)/ε) at each row of `points`, in float64.
 *
 * @param order the highest moment wanted, 1, 2 or 3
 */
export function conditionalMoments(
  points: Float64Array,
  y: Cloud,
  g: Float64Array,
  epsilon: number,
  order: 1 | 2 | 3,
): ConditionalMoments {
  const d = y.dimension;
  const count = points.length / d;
  const moments: ConditionalMoments = { mean: new Float64Array(count * d) };
  if (order >= 2) moments.covariance = new Float64Array(count * d * d);
  if (order >= 3) moments.thirdCumulant = new Float64Array(count * d * d * d);
  const h = g.map((value, j) => value + epsilon * Math.log(y.weights[j]!));
  const weights = new Float64Array(y.count);
  for (let i = 0; i < count; i++) {
    conditionalWeights(points.subarray(i * d, (i + 1) * d), y, h, epsilon, weights);
    const mean = moments.mean.subarray(i * d, (i + 1) * d);
    addMean(weights, y, mean);
    if (moments.covariance) addCovariance(weights, y, mean, moments.covariance.subarray(i * d * d, (i + 1) * d * d));
    if (moments.thirdCumulant) addThird(weights, y, mean, moments.thirdCumulant.subarray(i * d ** 3, (i + 1) * d ** 3));
  }
  return moments;
}

/** The softmax of (h_j − ½|x − y_j|²)/ε, written to `out`. */
export function conditionalWeights(
  point: Float64Array,
  y: Cloud,
  h: Float64Array,
  epsilon: number,
  out: Float64Array,
): Float64Array {
  const { values, dimension: d, count } = y;
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < count; j++) {
    let squared = 0;
    for (let k = 0; k < d; k++) squared += (point[k]! - values[j * d + k]!) ** 2;
    const exponent = (h[j]! - 0.5 * squared) / epsilon;
    out[j] = exponent;
    if (exponent > largest) largest = exponent;
  }
  let total = 0;
  for (let j = 0; j < count; j++) {
    const weight = Math.exp(out[j]! - largest);
    out[j] = weight;
    total += weight;
  }
  for (let j = 0; j < count; j++) out[j]! /= total;
  return out;
}

function addMean(weights: Float64Array, { values, dimension: d, count }: Cloud, mean: Float64Array): void {
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < d; k++) mean[k]! += weights[j]! * values[j * d + k]!;
  }
}

function addCovariance(
  weights: Float64Array,
  { values, dimension: d, count }: Cloud,
  mean: Float64Array,
  out: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    if (weights[j] === 0) continue;
    for (let k = 0; k < d; k++) {
      const first = weights[j]! * (values[j * d + k]! - mean[k]!);
      for (let l = 0; l < d; l++) out[k * d + l]! += first * (values[j * d + l]! - mean[l]!);
    }
  }
}

function addThird(
  weights: Float64Array,
  { values, dimension: d, count }: Cloud,
  mean: Float64Array,
  out: Float64Array,
): void {
  for (let j = 0; j < count; j++) {
    if (weights[j] === 0) continue;
    for (let k = 0; k < d; k++) {
      const first = weights[j]! * (values[j * d + k]! - mean[k]!);
      for (let l = 0; l < d; l++) {
        const second = first * (values[j * d + l]! - mean[l]!);
        for (let m = 0; m < d; m++) out[(k * d + l) * d + m]! += second * (values[j * d + m]! - mean[m]!);
      }
    }
  }
}
