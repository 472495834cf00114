import { InputError } from '../errors.ts';
import type { Target } from '../targets/index.ts';
import { type Cloud, massesOf, requireClouds } from './cloud.ts';

/** The squared bias of one function of each coordinate, in units of its variance under the target. */
export interface BiasSquared {
  /** [d] */
  coordinates: Float64Array;
  average: number;
  worst: number;
}

/**
 * b²(x)_k = (mean of x_k over the cloud − E x_k)² / Var x_k (Hoffman & Sountsov 2022, AISTATS, "Tuning-free generalized Hamiltonian Monte Carlo"). Of n exact
 * independent samples it has the mean 1/n in every coordinate, of weighted ones Σ w²: an average below that is luck, and 1/b² is a number of samples.
 *
 * @throws InputError when the dimensions differ, or a coordinate of the target does not vary
 */
export function biasSquaredOfX(cloud: Cloud, { mean, covariance }: NonNullable<Target['moments']>): BiasSquared {
  const variance = covariance.map((row, k) => row[k]!);
  return biasSquared(cloud, { mean, variance }, (x) => x);
}

/** The same for x_k²: what tells whether the spread is right. @throws InputError as `biasSquaredOfX` */
export const biasSquaredOfSquares = (cloud: Cloud, squares: NonNullable<Target['squares']>): BiasSquared =>
  biasSquared(cloud, squares, (x) => x * x);

/**
 * b²(x) and b²(x²) of means that were taken elsewhere, over the draws of chains for example: b² of a long chain goes to the squared bias of its stationary
 * law, where that of a cloud stays at 1/n. Nothing where the target does not know the truth.
 *
 * @throws InputError as `biasSquaredOfX`
 */
export function biasSquaredOfMeans(
  { x, squares }: Means,
  target: Pick<Target, 'moments' | 'squares'>,
): { x?: BiasSquared; squares?: BiasSquared } {
  const against = (means: Float64Array, { mean, variance }: Exact): BiasSquared =>
    inVariances(
      means.map((value, k) => value - mean[k]!),
      variance,
    );
  const { moments } = target;
  const exact = moments && { mean: moments.mean, variance: moments.covariance.map((row, k) => row[k]!) };
  return {
    ...(exact && { x: against(x, exact) }),
    ...(target.squares && { squares: against(squares, target.squares) }),
  };
}

/** Means of x_k and of x_k², [d] each. */
export interface Means {
  x: Float64Array;
  squares: Float64Array;
}

/** Mean and variance of f(x_k) under the target, [d] each. */
interface Exact {
  mean: readonly number[];
  variance: readonly number[];
}

function biasSquared(cloud: Cloud, { mean, variance }: Exact, f: (x: number) => number): BiasSquared {
  requireClouds(cloud);
  const { positions, dimension: d } = cloud;
  if (mean.length !== d) throw new InputError(`cloud: must have dimension ${mean.length} like the target, got ${d}`);
  const bias = new Float64Array(d);
  massesOf(cloud).forEach((mass, i) => {
    for (let k = 0; k < d; k++) bias[k]! += mass * (f(positions[i * d + k]!) - mean[k]!);
  });
  return inVariances(bias, variance);
}

/** @throws InputError when a coordinate of the target does not vary */
function inVariances(bias: Float64Array, variance: readonly number[]): BiasSquared {
  const still = variance.findIndex((value) => !(value > 0));
  if (still >= 0)
    throw new InputError(`variance[${still}]: must be more than 0 to measure a bias by, got ${variance[still]}`);
  const coordinates = bias.map((value, k) => (value * value) / variance[k]!);
  const sum = coordinates.reduce((total, value) => total + value, 0);
  return {
    coordinates,
    average: sum / bias.length,
    worst: coordinates.reduce((most, value) => Math.max(most, value), 0),
  };
}
