import type { Matrix } from '../linalg/index.ts';
import { type Draw, type Key, keyOf, normals, Stream, uniforms } from '../random/index.ts';

const keyOfSeed = (seed: string | Key): Key => (typeof seed === 'string' ? keyOf(seed, 'sample') : seed);

/**
 * The `block`-th independent source of randomness for exact samples. Blocks take the place of the step, so that no two draws of
 * one target share a counter; row r depends on r alone, so that a short sample is a prefix of a long one.
 */
export function drawOf(seed: string | Key, block = 0): Draw {
  return { key: keyOfSeed(seed), step: block, stream: Stream.sample };
}

/** `count` samples, row-major, each written by `fill(row, normals of the row, uniform of the row)`. */
export function sampleRows(
  count: number,
  dimension: number,
  seed: string | Key,
  fill: (row: Float32Array, normal: Float64Array, uniform: number) => void,
  width = dimension,
): Float32Array {
  const normal = normals(count, width, drawOf(seed, 0));
  const uniform = uniforms(count, 1, drawOf(seed, 1));
  const out = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++)
    fill(out.subarray(i * dimension, (i + 1) * dimension), normal.subarray(i * width, (i + 1) * width), uniform[i]!);
  return out;
}

/** row ← mean + scale · L z for a lower triangular L. */
export function affineRow(row: Float32Array, mean: readonly number[], lower: Matrix, z: Float64Array, scale = 1): void {
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += lower.get(i, j) * z[j]!;
    row[i] = mean[i]! + scale * sum;
  }
}

/** The index k with cumulative[k−1] ≤ uniform < cumulative[k]. */
export function choose(cumulative: Float64Array, uniform: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (uniform < cumulative[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Running sums of weights; the last is 1. */
export function cumulativeOf(weights: readonly number[]): Float64Array {
  const out = new Float64Array(weights.length);
  let sum = 0;
  for (let k = 0; k < weights.length; k++) out[k] = sum += weights[k]!;
  out[weights.length - 1] = 1;
  return out;
}
