import { Matrix } from 'ml-matrix';
import { InputError } from '../errors.ts';

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

/**
 * The matrix, checked to be square, finite and symmetric within 1e-8 of its largest entry.
 *
 * @param field what to call it in a message, e.g. `target.covariance`
 * @throws InputError naming the field and the entry at fault
 */
export function requireSymmetric(matrix: MatrixLike, field: string): Matrix {
  const rows = matrix instanceof Matrix ? matrix.to2DArray() : matrix;
  const d = rows.length;
  if (d === 0) throw new InputError(`${field} is empty; it must be a square matrix`);
  rows.forEach((row, i) => {
    if (row.length !== d)
      throw new InputError(`${field} has ${d} rows, but row ${i} has ${row.length} entries; it must be square`);
    row.forEach((value, j) => {
      if (!Number.isFinite(value)) throw new InputError(`${field}[${i}][${j}] is ${value}; it must be a finite number`);
    });
  });
  const a = new Matrix(rows as number[][]);
  const largest = Math.max(Math.abs(a.max()), Math.abs(a.min()));
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(a.get(i, j) - a.get(j, i)) > ASYMMETRY * largest)
        throw new InputError(
          `${field}[${i}][${j}] is ${a.get(i, j)} but ${field}[${j}][${i}] is ${a.get(j, i)}; it must be symmetric`,
        );
  return symmetrised(a);
}
