import { spatialOrder } from '../tensor/index.ts';
import type { Cloud } from './cloud.ts';

/** Points of a block. */
export const BLOCK = 64;

/** The rows of a cloud in an order where every run of `size` rows (the last may be shorter) is a compact box. Works in any dimension. */
export function blockOrder({ values, dimension, count }: Cloud, size: number = BLOCK): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  return spatialOrder(values, dimension, rows, size);
}

/** The box around the rows order[start … end − 1]: low corner, then high corner, [2d]. */
export function boxOf({ values, dimension }: Cloud, order: Int32Array, start: number, end: number): Float64Array {
  const box = new Float64Array(2 * dimension);
  box.fill(Number.POSITIVE_INFINITY, 0, dimension).fill(Number.NEGATIVE_INFINITY, dimension);
  for (let at = start; at < end; at++) {
    for (let k = 0; k < dimension; k++) {
      const value = values[order[at]! * dimension + k]!;
      box[k] = Math.min(box[k]!, value);
      box[dimension + k] = Math.max(box[dimension + k]!, value);
    }
  }
  return box;
}

/** A cloud of one point for every run of `size` rows of `order`: their weighted mean, with their weight; and how far they spread. */
export function coarsened(cloud: Cloud, order: Int32Array, size: number): { coarse: Cloud; spread: number } {
  const { values, weights, count, dimension } = cloud;
  const groups = Math.ceil(count / size);
  const coarse = { values: new Float64Array(groups * dimension), weights: new Float64Array(groups) };
  for (let at = 0; at < count; at++) {
    const row = order[at]!;
    const group = Math.floor(at / size);
    coarse.weights[group]! += weights[row]!;
    for (let k = 0; k < dimension; k++) {
      coarse.values[group * dimension + k]! += weights[row]! * values[row * dimension + k]!;
    }
  }
  coarse.values.forEach((value, at) => {
    coarse.values[at] = value / coarse.weights[Math.floor(at / dimension)]!;
  });
  let spread = 0;
  for (let at = 0; at < count; at++) {
    const row = order[at]!;
    const group = Math.floor(at / size);
    for (let k = 0; k < dimension; k++) {
      spread += weights[row]! * (values[row * dimension + k]! - coarse.values[group * dimension + k]!) ** 2;
    }
  }
  return { coarse: { ...coarse, count: groups, dimension }, spread };
}
