import { InputError } from '../errors.ts';
import {
  covarianceFault,
  type Matrix,
  matrixOf,
  scaledIdentity,
  symmetricInverseSqrt,
  symmetricSqrt,
} from '../linalg/index.ts';
import { momentsOfRows } from './rows.ts';

/** The Gaussian e^{−g} = N(mean, covariance) that the mirror map transports to, with the roots of its covariance. */
export interface Reference {
  readonly dimension: number;
  readonly mean: readonly number[];
  /** Θ, [d, d]. */
  readonly covariance: Matrix;
  /** Θ^½. */
  readonly root: Matrix;
  /** Θ^−½. */
  readonly inverseRoot: Matrix;
}

/**
 * The reference N(mean, covariance) in R^dimension; a missing mean is 0, a missing covariance the identity.
 *
 * @throws InputError when a size is not `dimension`, a number is not finite or the covariance is not symmetric positive definite
 */
export function gaussianReference(
  dimension: number,
  { mean, covariance }: { mean?: readonly number[]; covariance?: readonly (readonly number[])[] } = {},
): Reference {
  checkMean(dimension, mean);
  checkCovariance(dimension, covariance);
  const theta = covariance ? matrixOf(covariance) : scaledIdentity(dimension);
  return {
    dimension,
    mean: mean ?? new Array<number>(dimension).fill(0),
    covariance: theta,
    root: symmetricSqrt(theta),
    inverseRoot: symmetricInverseSqrt(theta),
  };
}

/** How far the covariance of rows [n, d] is from Θ: the largest entry of Θ^−½Cov(y)Θ^−½ − I. */
export function covarianceError(y: Float64Array, { dimension, inverseRoot }: Reference): number {
  const whitened = inverseRoot.mmul(momentsOfRows(y, dimension).covariance).mmul(inverseRoot);
  return whitened.sub(scaledIdentity(dimension)).abs().max();
}

function checkMean(dimension: number, mean: readonly number[] | undefined): void {
  if (!mean) return;
  if (mean.length !== dimension) {
    throw new InputError(`reference.mean: must have ${dimension} coordinates, got ${mean.length}`);
  }
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`reference.mean[${bad}]: must be finite, got ${mean[bad]}`);
}

function checkCovariance(dimension: number, covariance: readonly (readonly number[])[] | undefined): void {
  if (!covariance) return;
  const fault = covarianceFault(covariance);
  if (fault) throw new InputError(`reference.covariance: ${fault}`);
  if (covariance.length === dimension) return;
  throw new InputError(`reference.covariance: must be ${dimension} × ${dimension}, got ${covariance.length} rows`);
}
