export { Matrix } from 'ml-matrix';
export { cholesky, lowerInverse } from './cholesky.ts';
export { diagonal, type MatrixLike, matrixOf, requireSymmetric, scaledIdentity, symmetrised } from './matrix.ts';
export {
  logDeterminant,
  type SymmetricEigen,
  symmetricEigen,
  symmetricExp,
  symmetricFunction,
  symmetricInverse,
  symmetricInverseSqrt,
  symmetricLog,
  symmetricSqrt,
} from './symmetric.ts';
