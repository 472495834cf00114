export { Matrix } from 'ml-matrix';
export { cholesky, covarianceFault, lowerInverse } from './cholesky.ts';
export { diagonal, type MatrixLike, matrixOf, scaledIdentity, symmetrised, symmetryFault } from './matrix.ts';
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
export { addTo, dot, norm, plus, rootMeanSquare, scaled } from './vectors.ts';
