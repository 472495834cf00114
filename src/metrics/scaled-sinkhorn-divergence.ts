import { RunError } from '../errors.ts';
import { type SinkhornDivergenceResult, sinkhornDivergence } from '../transport/index.ts';
import { type Cloud, massesOf, requireClouds } from './cloud.ts';

/** ε in units of the total variance, which is the mean cost ½E|y − y′|² of two points of the reference. */
const EPSILON = 1 / 20;
const TOLERANCE = 1e-3;
const MOST_ITERATIONS = 250;
/** A cloud far off converges slowly, but its divergence is known long before; where a tenth of the mass is not settled, it is not. */
const WORST_MARGINAL = 0.1;

/**
 * The Sinkhorn divergence S_ε of a cloud to a reference cloud in the project's convention: cost ½|x − y|², regulariser ε·KL(π | a⊗b), so that S_ε → ½W₂² as
 * ε → 0. ε is a twentieth of tr Σ, Σ the covariance of the reference: with it S_ε scales with the square of the length, and as many iterations
 * (tens) do on every target. In units of length². The reference must be the same for clouds that are compared.
 *
 * @throws InputError as `sinkhornDivergence`, or for a reference of equal points; RunError when marginals are off by a tenth after 250 iterations
 */
export async function scaledSinkhornDivergence(cloud: Cloud, reference: Cloud): Promise<SinkhornDivergenceResult> {
  requireClouds(cloud, reference);
  const result = await sinkhornDivergence(pointsOf(cloud), pointsOf(reference), {
    epsilon: EPSILON * totalVariance(reference),
    a: massesOf(cloud),
    b: massesOf(reference),
    tolerance: TOLERANCE,
    maxIterations: MOST_ITERATIONS,
  });
  if (result.marginalError <= WORST_MARGINAL) return result;
  throw new RunError(`the Sinkhorn divergence did not converge: marginal error ${result.marginalError.toPrecision(2)}`);
}

const pointsOf = ({ positions, dimension }: Cloud) => ({ values: Float64Array.from(positions), dimension });

/** tr Σ, in two passes. */
function totalVariance(cloud: Cloud): number {
  const { positions, dimension: d } = cloud;
  const masses = massesOf(cloud);
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const mean = masses.reduce((total, mass, i) => total + mass * positions[i * d + k]!, 0);
    sum += masses.reduce((total, mass, i) => total + mass * (positions[i * d + k]! - mean) ** 2, 0);
  }
  return sum;
}
