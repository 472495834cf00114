import { Matrix } from 'ml-matrix';

/** What every function here takes: an ml-matrix `Matrix` or nested rows. All of them return an ml-matrix `Matrix` in float64. */
export type MatrixLike = Matrix | readonly (readonly number[])[];

/** The matrix itself, or nested rows as an ml-matrix `Matrix`. The result may share memory with the argument: do not write to it. */
export function matrixOf(rows: MatrixLike): Matrix {
  return rows instanceof Matrix ? rows : new Matrix(rows as number[][]);
}

/** diag(values), [d, d]. */
export const diagonal = (values: readonly number[]): Matrix => Matrix.diag(values as number[]);

/** value · I, [d, d]. */
export const scaledIdentity = (dimension: number, value = 1): Matrix =>
  Matrix.diag(new Array<number>(dimension).fill(value));

/** ½(A + Aᵀ): what rounding made asymmetric, made symmetric. */
export function symmetrised(matrix: MatrixLike): Matrix {
  const a = matrixOf(matrix);
  return Matrix.add(a, a.transpose()).mul(0.5);
}

const ASYMMETRY = 1e-8;

/** What keeps `rows` from being a square, finite, symmetric matrix, e.g. `has NaN at [0][1]; must be finite`; undefined if nothing. */
export function symmetryFault(rows: readonly (readonly number[])[]): string | undefined {
  const d = rows.length;
  if (d === 0) return 'is empty; must be a square matrix';
  let largest = 0;
  for (let i = 0; i < d; i++) {
    if (rows[i]!.length !== d) return `has ${d} rows, but row ${i} has ${rows[i]!.length} entries; must be square`;
    for (let j = 0; j < d; j++) {
      const value = rows[i]![j]!;
      if (!Number.isFinite(value)) return `has ${value} at [${i}][${j}]; must be finite`;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(rows[i]![j]! - rows[j]![i]!) > ASYMMETRY * largest)
        return `has ${rows[i]![j]} at [${i}][${j}] but ${rows[j]![i]} at [${j}][${i}]; must be symmetric`;
  return undefined;
}
