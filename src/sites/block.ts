import { Matrix } from '../linalg/index.ts';

/** Where sites are and how wide the kernel between them is. */
export interface Sites {
  /** Row-major [n, dimension]. */
  readonly sites: Float64Array;
  readonly dimension: number;
  readonly epsilon: number;
}

/** |x_i − x_j|² of rows of [n, dimension]. */
export function squaredDistance(sites: Float64Array, dimension: number, i: number, j: number): number {
  let squared = 0;
  for (let k = 0; k < dimension; k++) squared += (sites[i * dimension + k]! - sites[j * dimension + k]!) ** 2;
  return squared;
}

/** |x_i − x_j|²/ε. */
export const exponent = ({ sites, dimension, epsilon }: Sites, i: number, j: number): number =>
  squaredDistance(sites, dimension, i, j) / epsilon;

/** Where e^{−690} ≈ 1e-300 ends float64: numbers below that are too slow, and sums of them not exact. */
const LARGEST_EXPONENT = 690;

/** e^{−exponent}, or 0 where that is next to nothing. */
export const gibbs = (exponent: number): number => (exponent > LARGEST_EXPONENT ? 0 : Math.exp(-exponent));

/** G at some rows and columns, [rows, columns]. */
export function kernelBlock(sites: Sites, rows: ArrayLike<number>, columns: ArrayLike<number>): Matrix {
  const block = Matrix.zeros(rows.length, columns.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) block.set(i, j, gibbs(exponent(sites, rows[i]!, columns[j]!)));
  }
  return block;
}
