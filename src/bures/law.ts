import { InputError } from '../errors.ts';
import { Matrix, type MatrixLike, matrixOf, symmetricEigen, symmetrised, symmetryFault } from '../linalg/index.ts';

/** N(mean, covariance): mean [d], covariance [d, d], symmetric and positive semi-definite. */
export interface GaussianLaw {
  readonly mean: readonly number[];
  readonly covariance: MatrixLike;
}

/** A law as plain data, as every function here returns it. */
export interface GaussianMoments {
  mean: number[];
  covariance: number[][];
}

/** Mean [d, 1] and covariance [d, d] as matrices. */
export interface LawMatrices {
  readonly mean: Matrix;
  readonly covariance: Matrix;
}

/** How far below zero rounding may put the smallest eigenvalue of a covariance, in units of the largest. */
const ROUNDING = 1e-12;

/** @throws InputError when the covariance is not symmetric and positive semi-definite, or mean and covariance differ in size */
export function matricesOf({ mean, covariance }: GaussianLaw): LawMatrices {
  const fault = symmetryFault(matrixOf(covariance).to2DArray());
  if (fault) throw new InputError(`covariance: ${fault}`);
  const matrix = symmetrised(covariance);
  const [smallest, largest] = extremes(matrix);
  if (smallest < -ROUNDING * Math.abs(largest)) {
    throw new InputError(`covariance: has the eigenvalue ${smallest.toPrecision(4)}; must be positive semi-definite`);
  }
  return { mean: columnOf(mean, matrix.rows, 'mean'), covariance: matrix };
}

export const momentsOf = ({ mean, covariance }: LawMatrices): GaussianMoments => ({
  mean: mean.to1DArray(),
  covariance: symmetrised(covariance).to2DArray(),
});

/** A vector [d] as [d, 1]. @throws InputError when it has another length or is not finite */
export function columnOf(vector: readonly number[], dimension: number, field: string): Matrix {
  if (vector.length !== dimension) {
    throw new InputError(`${field}: must have ${dimension} coordinates, got ${vector.length}`);
  }
  const bad = vector.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${field}[${bad}]: must be finite, got ${vector[bad]}`);
  return Matrix.columnVector([...vector]);
}

/** Smallest and largest eigenvalue of a symmetric matrix. */
export function extremes(matrix: Matrix): [smallest: number, largest: number] {
  const { values } = symmetricEigen(matrix);
  return [values[0]!, values.at(-1)!];
}

/** Relative size of an eigenvalue that is the rounding of zero. */
const NOTHING = 1e-15;

/** Whether a covariance has a direction without any spread, to rounding. */
export function isSingular(covariance: Matrix): boolean {
  const [smallest, largest] = extremes(covariance);
  return !(smallest > NOTHING * largest);
}
