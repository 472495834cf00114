import { Matrix } from '../linalg/index.ts';

/** Where sites are and how wide the kernel between them is. */
export interface Sites {
  /** Row-major [n, dimension]. */
  readonly sites: Float64Array;
  readonly dimension: number;
  readonly epsilon: number;
}

/** |x_i − x_j|²/ε. */
export function exponent({ sites, dimension, epsilon }: Sites, i: number, j: number): number {
  let squared = 0;
  for (let k = 0; k < dimension; k++) squared += (sites[i * dimension + k]! - sites[j * dimension + k]!) ** 2;
  return squared / epsilon;
}

/** G at some rows and columns, [rows, columns]. */
export function kernelBlock(sites: Sites, rows: ArrayLike<number>, columns: ArrayLike<number>): Matrix {
  const block = Matrix.zeros(rows.length, columns.length);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) block.set(i, j, Math.exp(-exponent(sites, rows[i]!, columns[j]!)));
  }
  return block;
}
