import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type MatrixLike, matrixOf, symmetrised } from './matrix.ts';

/** A = V diag(values) Vᵀ: values ascending, [d]; the columns of `vectors`, [d, d], are orthonormal. */
export interface SymmetricEigen {
  values: number[];
  vectors: Matrix;
}

/** The eigenvalues and eigenvectors of a symmetric matrix (only ½(A + Aᵀ) is looked at); NaN where an entry is not finite. */
export function symmetricEigen(matrix: MatrixLike): SymmetricEigen {
  const symmetric = symmetrised(matrix);
  // ml-matrix takes it for a matrix without eigenvalues.
  if (!symmetric.to1DArray().every(Number.isFinite)) return undefinedEigen(symmetric.rows);
  const { scaled, scale } = inRange(symmetric);
  const decomposition = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values =
    scale === 1 ? decomposition.realEigenvalues : decomposition.realEigenvalues.map((value) => value / scale);
  return { values, vectors: decomposition.eigenvectorMatrix };
}

const undefinedEigen = (dimension: number): SymmetricEigen => ({
  values: new Array<number>(dimension).fill(Number.NaN),
  vectors: Matrix.zeros(dimension, dimension).fill(Number.NaN),
});

/** Matrices with no entry above this are scaled up. */
const SMALL = 1e-50;
/** Off-diagonal entries below this share of the largest entry are far below the rounding error of the decomposition. */
const NEGLIGIBLE = 1e-100;

/** scale · A without negligible entries: among subnormal numbers ml-matrix throws or gives values that are not eigenvalues. */
function inRange(matrix: Matrix): { scaled: Matrix; scale: number } {
  const largest = Math.max(matrix.max(), -matrix.min());
  const scale = largest > 0 && largest < SMALL ? 2 ** Math.min(1000, -Math.floor(Math.log2(largest))) : 1;
  if (scale !== 1) matrix.mul(scale);
  const threshold = NEGLIGIBLE * largest * scale;
  for (let i = 0; i < matrix.rows; i++)
    for (let j = 0; j < matrix.columns; j++) if (i !== j && Math.abs(matrix.get(i, j)) < threshold) matrix.set(i, j, 0);
  return { scaled: matrix, scale };
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
