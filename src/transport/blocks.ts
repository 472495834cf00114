import type { Cloud } from './cloud.ts';

/** Points of a block. */
export const BLOCK = 64;

/**
 * The rows of a cloud in an order where every run of `size` rows (the last may be shorter) is a compact box: recursive halving along the widest
 * side, as in a k-d tree. Works in any dimension.
 */
export function blockOrder(cloud: Cloud, size: number = BLOCK): Int32Array {
  const order = Int32Array.from({ length: cloud.count }, (_, i) => i);
  halve(cloud, order, 0, cloud.count, size);
  return order;
}

function halve(cloud: Cloud, order: Int32Array, start: number, end: number, size: number): void {
  const blocks = Math.ceil((end - start) / size);
  if (blocks < 2) return;
  const middle = start + Math.floor(blocks / 2) * size;
  select(cloud, widestAxis(cloud, order, start, end), order, start, end - 1, middle);
  halve(cloud, order, start, middle, size);
  halve(cloud, order, middle, end, size);
}

function widestAxis({ values, dimension }: Cloud, order: Int32Array, start: number, end: number): number {
  let widest = 0;
  let width = -1;
  for (let k = 0; k < dimension; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = start; at < end; at++) {
      const value = values[order[at]! * dimension + k]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low <= width) continue;
    width = high - low;
    widest = k;
  }
  return widest;
}

/** Hoare's selection: rearranges order[left … right] so that what lies before `nth` is no larger along `axis`, what lies after no smaller. */
function select(cloud: Cloud, axis: number, order: Int32Array, left: number, right: number, nth: number): void {
  const { values, dimension } = cloud;
  const at = (place: number): number => values[order[place]! * dimension + axis]!;
  while (left < right) {
    const pivot = median(at(left), at((left + right) >> 1), at(right));
    let i = left;
    let j = right;
    while (i <= j) {
      while (at(i) < pivot) i++;
      while (at(j) > pivot) j--;
      if (i > j) break;
      const row = order[i]!;
      order[i++] = order[j]!;
      order[j--] = row;
    }
    if (nth <= j) right = j;
    else if (nth >= i) left = i;
    else return;
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
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
