import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../errors.ts';
import { type MatrixLike, symmetrised, symmetryFault } from './matrix.ts';
import { symmetricEigen } from './symmetric.ts';

const rowsOf = (matrix: MatrixLike): readonly (readonly number[])[] =>
  matrix instanceof Matrix ? matrix.to2DArray() : matrix;

/** What keeps `matrix` from being a covariance, e.g. `has the eigenvalue -1; must be positive definite`; undefined if nothing. */
export function covarianceFault(matrix: MatrixLike): string | undefined {
  const rows = rowsOf(matrix);
  const fault = symmetryFault(rows);
  if (fault || new CholeskyDecomposition(symmetrised(rows)).isPositiveDefinite()) return fault;
  const { values } = symmetricEigen(rows);
  const rounding = 1e-14 * Math.abs(values.at(-1)!);
  const smallest = Math.abs(values[0]!) < rounding ? 0 : Number(values[0]!.toPrecision(4));
  return `has the eigenvalue ${smallest}; must be positive definite`;
}

/**
 * The lower triangular L with L Lᵀ = A, [d, d], in float64.
 *
 * @param field what to call the matrix in a message, e.g. `target.covariance`
 * @throws InputError when the matrix is not square, finite, symmetric (within 1e-8 of its largest entry) and positive definite
 */
export function cholesky(matrix: MatrixLike, field = 'matrix'): Matrix {
  const fault = symmetryFault(rowsOf(matrix));
  const decomposition = fault ? undefined : new CholeskyDecomposition(symmetrised(matrix));
  if (decomposition?.isPositiveDefinite()) return decomposition.lowerTriangularMatrix;
  throw new InputError(`${field}: ${fault ?? covarianceFault(matrix)}`);
}

/** L⁻¹ of a lower triangular matrix by forward substitution, row by row. */
export function lowerInverse(lower: Matrix): Matrix {
  const d = lower.rows;
  const rows: Float64Array[] = [];
  for (let i = 0; i < d; i++) {
    const row = new Float64Array(d);
    row[i] = 1;
    for (let k = 0; k < i; k++) {
      const factor = lower.get(i, k);
      const above = rows[k]!;
      for (let j = 0; j <= k; j++) row[j]! -= factor * above[j]!;
    }
    const pivot = lower.get(i, i);
    for (let j = 0; j <= i; j++) row[j]! /= pivot;
    rows.push(row);
  }
  return new Matrix(rows.map((row) => Array.from(row)));
}
