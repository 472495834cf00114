import { InputError } from '../errors.ts';
import { Matrix, type MatrixLike, symmetrised, symmetryFault } from '../linalg/index.ts';

/** The matrix made exactly symmetric. @throws InputError naming `field` when it is not square, finite and symmetric */
export function requireSymmetric(matrix: MatrixLike, field: string): Matrix {
  if (!Array.isArray(matrix) && !(matrix instanceof Matrix)) throw new InputError(`${field} must be a matrix [d, d]`);
  const fault = symmetryFault(matrix instanceof Matrix ? matrix.to2DArray() : matrix);
  if (fault) throw new InputError(`${field} ${fault}`);
  return symmetrised(matrix);
}
