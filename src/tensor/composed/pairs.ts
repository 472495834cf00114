import { add, mul, reshape, slice, squaredDifference, sub, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { fold, type Range } from './tiles.ts';

/*
 * Matrices over one tile of pairs, built coordinate by coordinate from differences: no [rows, columns, d] array, and none of the
 * cancellation of |x|² + |y|² − 2⟨x, y⟩.
 */

/** The entries of a vector [n] over a row range as [rows, 1], or over a column range as [1, columns]. */
export const down = (values: Tensor, { start, size }: Range): Tensor =>
  reshape(slice(values, [start], [size]), [size, 1]);
export const across = (values: Tensor, { start, size }: Range): Tensor =>
  reshape(slice(values, [start], [size]), [1, size]);

const coordinateDown = (points: Tensor, { start, size }: Range, k: number): Tensor =>
  slice(points, [start, k], [size, 1]);
const coordinateAcross = (points: Tensor, { start, size }: Range, k: number): Tensor =>
  reshape(slice(points, [start, k], [size, 1]), [1, size]);

export const coordinates = (points: Tensor): number[] => Array.from({ length: points.shape[1]! }, (_, k) => k);

/** x_ik − y_jk over a tile. */
export function difference(x: Tensor, y: Tensor, k: number, rows: Range, columns: Range): Tensor {
  return sub(coordinateDown(x, rows, k), coordinateAcross(y, columns, k));
}

/** ½|x_i − y_j|² over a tile. */
export function halfSquared(x: Tensor, y: Tensor, rows: Range, columns: Range): Tensor {
  const [sum] = fold([zeros([rows.size, columns.size])], coordinates(x), ([partial], k) => [
    add(partial!, squaredDifference(coordinateDown(x, rows, k), coordinateAcross(y, columns, k))),
  ]);
  return mul(sum!, 0.5);
}

/** (x_i − x_j)·(p_i − p_j) over a tile. */
export function alignment(x: Tensor, p: Tensor, rows: Range, columns: Range): Tensor {
  const [sum] = fold([zeros([rows.size, columns.size])], coordinates(x), ([partial], k) => [
    add(partial!, mul(difference(x, x, k, rows, columns), difference(p, p, k, rows, columns))),
  ]);
  return sum!;
}
