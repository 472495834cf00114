import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { InputError } from '../errors.ts';
import { type MatrixLike, requireSymmetric } from './matrix.ts';
import { symmetricEigen } from './symmetric.ts';

/**
 * The lower triangular L with L Lᵀ = A, [d, d], in float64.
 *
 * @param field what to call the matrix in a message, e.g. `target.covariance`
 * @throws InputError when the matrix is not square, finite, symmetric and positive definite
 */
export function cholesky(matrix: MatrixLike, field = 'matrix'): Matrix {
  const a = requireSymmetric(matrix, field);
  const decomposition = new CholeskyDecomposition(a);
  if (!decomposition.isPositiveDefinite()) {
    const smallest = Math.min(...symmetricEigen(a).values);
    throw new InputError(
      `${field} has the eigenvalue ${Number(smallest.toPrecision(4))}; it must be positive definite`,
    );
  }
  return decomposition.lowerTriangularMatrix;
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
