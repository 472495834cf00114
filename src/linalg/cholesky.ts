import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../errors.ts';
import { type MatrixLike, symmetrised, symmetryFault } from './matrix.ts';
import { symmetricEigen } from './symmetric.ts';

/** What keeps `matrix` from being a covariance, e.g. `has the eigenvalue -1; must be positive definite`; undefined if nothing. */
export function covarianceFault(matrix: MatrixLike): string | undefined {
  const rows = matrix instanceof Matrix ? matrix.to2DArray() : matrix;
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
  const fault = covarianceFault(matrix);
  if (fault) throw new InputError(`${field}: ${fault}`);
  return new CholeskyDecomposition(symmetrised(matrix)).lowerTriangularMatrix;
}

/** L⁻¹ of a lower triangular matrix by forward substitution. */
export function lowerInverse(lower: Matrix): Matrix {
  const d = lower.rows;
  const inverse = Matrix.zeros(d, d);
  for (let j = 0; j < d; j++) {
    for (let i = j; i < d; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower.get(i, k) * inverse.get(k, j);
      inverse.set(i, j, sum / lower.get(i, i));
    }
  }
  return inverse;
}
