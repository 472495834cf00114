import { median } from './quantile.ts';

const MOST_FOR_MEDIAN = 400;

/**
 * The median distance of two points of a cloud, from at most 400 of them, evenly spread over the rows: what kernels take for their width.
 *
 * @param positions [n, d], row-major, n ≥ 2
 * @returns 0 where more than half of the pairs are equal
 */
export function medianDistance(positions: ArrayLike<number>, dimension: number): number {
  const count = positions.length / dimension;
  const chosen = Math.min(count, MOST_FOR_MEDIAN);
  const row = (i: number): number => Math.floor((i * count) / chosen) * dimension;
  const distances: number[] = [];
  for (let i = 0; i < chosen; i++)
    for (let j = 0; j < i; j++) {
      let squared = 0;
      for (let k = 0; k < dimension; k++) squared += (positions[row(i) + k]! - positions[row(j) + k]!) ** 2;
      distances.push(Math.sqrt(squared));
    }
  return median(distances);
}
