import { EigenvalueDecomposition, type Matrix } from 'ml-matrix';
import { type MatrixLike, matrixOf, symmetrised } from './matrix.ts';

/** A = V diag(values) Vᵀ: values ascending, [d]; the columns of `vectors`, [d, d], are orthonormal. */
export interface SymmetricEigen {
  values: number[];
  vectors: Matrix;
}

/** The eigenvalues and eigenvectors of a symmetric matrix (only ½(A + Aᵀ) is looked at). */
export function symmetricEigen(matrix: MatrixLike): SymmetricEigen {
  const decomposition = new EigenvalueDecomposition(symmetrised(matrix), { assumeSymmetric: true });
  return { values: decomposition.realEigenvalues, vectors: decomposition.eigenvectorMatrix };
}

/** f(A) = V diag(f(λ)) Vᵀ for a symmetric A [d, d]. */
export function symmetricFunction(matrix: MatrixLike, f: (eigenvalue: number) => number): Matrix {
  const { values, vectors } = symmetricEigen(matrix);
  const scaled = vectors.clone().mulRowVector(values.map(f));
  return symmetrised(scaled.mmul(vectors.transpose()));
}

/** A^½ of a positive semi-definite matrix; eigenvalues that rounding made negative count as 0. */
export const symmetricSqrt = (matrix: MatrixLike): Matrix =>
  symmetricFunction(matrix, (value) => Math.sqrt(Math.max(value, 0)));

/** A^−½ of a positive definite matrix. @throws RangeError when it is not */
export const symmetricInverseSqrt = (matrix: MatrixLike): Matrix =>
  symmetricFunction(matrix, (value) => 1 / Math.sqrt(positive(value)));

/** log A of a positive definite matrix. @throws RangeError when it is not */
export const symmetricLog = (matrix: MatrixLike): Matrix =>
  symmetricFunction(matrix, (value) => Math.log(positive(value)));

/** exp A of a symmetric matrix. */
export const symmetricExp = (matrix: MatrixLike): Matrix => symmetricFunction(matrix, Math.exp);

/** A^−1 of a symmetric, invertible matrix, definite or not. @throws RangeError when an eigenvalue is 0 */
export const symmetricInverse = (matrix: MatrixLike): Matrix =>
  symmetricFunction(matrix, (value) => {
    if (value === 0) throw new RangeError('a singular matrix has no inverse');
    return 1 / value;
  });

/** log det A of a positive definite matrix. @throws RangeError when it is not */
export const logDeterminant = (matrix: MatrixLike): number =>
  symmetricEigen(matrixOf(matrix)).values.reduce((sum, value) => sum + Math.log(positive(value)), 0);

function positive(eigenvalue: number): number {
  if (eigenvalue > 0) return eigenvalue;
  throw new RangeError(`an eigenvalue is ${eigenvalue}; the matrix must be positive definite`);
}
