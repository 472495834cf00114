import { InputError } from '../errors.ts';
import { type Matrix, type MatrixLike, symmetricEigen, symmetricFunction, symmetricSqrt } from '../linalg/index.ts';
import { type Cost, conventionOf } from './convention.ts';
import { requireSymmetric } from './symmetric-input.ts';

/** N(mean, covariance); the covariance may be singular. */
export interface GaussianMeasure {
  mean: readonly number[];
  /** [d, d], symmetric, positive semi-definite. */
  covariance: MatrixLike;
}

/** x ↦ offset + matrix·x. */
export interface AffineMap {
  /** [d, d]; symmetric here. */
  matrix: number[][];
  /** [d] */
  offset: number[];
  /** The image of one point, [d] → [d]. */
  apply(point: readonly number[]): number[];
}

export interface GaussianTransport {
  /** OT_ε with ε·KL(π | a⊗b); at ε = 0 the transport cost itself. */
  value: number;
  /** S_ε = OT_ε(a, b) − ½OT_ε(a, a) − ½OT_ε(b, b); at ε = 0 the transport cost. */
  divergence: number;
  /** The entropic map E[y | x]; at ε = 0 the Brenier map. Its matrix is its Jacobian. */
  map: AffineMap;
  /** W₂² with |x − y|² whatever the cost: |m_a − m_b|² + the squared Bures distance of the covariances. */
  wassersteinSquared: number;
  /** The Brenier map, with A Σ_a A = Σ_b where Σ_a is regular. */
  brenier: AffineMap;
  cost: Cost;
  epsilon: number;
}

/** Eigenvalues of a covariance below this share of the largest count as zero in an inverse. */
const SINGULAR = 1e-13;

/**
 * Entropic transport between two Gaussian measures in closed form (Janati, Muzellec, Peyré & Cuturi 2020; Mallasto, Gerolin & Minh 2021).
 *
 * With s the eigenvalues of B^½ A B^½ and D = √(4s + ε²), at cost ½|x − y|²:
 * OT_ε = ½[|m_a − m_b|² + tr A + tr B + Σ (ε − D + ε log((D + ε)/2ε))], and the map has the matrix B^½ 2/(D + ε) B^½, which needs no
 * inverse of A. ε → 0 gives ½W₂² and the Bures map.
 *
 * @throws InputError for ε < 0, dimensions that differ, or a covariance that is not symmetric and positive semi-definite
 */
export function gaussianTransport(
  a: GaussianMeasure,
  b: GaussianMeasure,
  options: { epsilon?: number; cost?: Cost } = {},
): GaussianTransport {
  const { epsilon = 0 } = options;
  const { cost, scale, halfEpsilon } = checkedConvention(options.cost, epsilon);
  const from = checkGaussian(a, 'a');
  const to = checkGaussian(b, 'b');
  if (from.mean.length !== to.mean.length) {
    throw new InputError(`b has dimension ${to.mean.length}, but a has dimension ${from.mean.length}`);
  }
  const means = halfSquaredDistance(from.mean, to.mean);
  const wassersteinSquared = 2 * (means + covarianceCost(from.covariance, to.covariance, 0));
  const between = covarianceCost(from.covariance, to.covariance, halfEpsilon);
  const selfA = covarianceCost(from.covariance, from.covariance, halfEpsilon);
  const selfB = covarianceCost(to.covariance, to.covariance, halfEpsilon);
  return {
    value: scale * (means + between),
    divergence: scale * (means + between - 0.5 * (selfA + selfB)),
    map: affineMap(from, to, halfEpsilon),
    wassersteinSquared,
    brenier: affineMap(from, to, 0),
    cost,
    epsilon,
  };
}

interface Gaussian {
  mean: readonly number[];
  covariance: Matrix;
}

function checkedConvention(cost: Cost | undefined, epsilon: number) {
  if (epsilon === 0) return { ...conventionOf(cost, 1), epsilon, halfEpsilon: 0 };
  if (!(epsilon >= 0)) throw new InputError(`epsilon is ${epsilon}, but must be a number >= 0`);
  return conventionOf(cost, epsilon);
}

function checkGaussian({ mean, covariance }: GaussianMeasure, name: string): Gaussian {
  const matrix = requireSymmetric(covariance, `${name}.covariance`);
  if (mean?.length === undefined) throw new InputError(`${name}.mean must be an array of numbers`);
  if (mean.length !== matrix.rows) {
    throw new InputError(`${name}.mean has ${mean.length} entries, but ${name}.covariance has ${matrix.rows} rows`);
  }
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${name}.mean[${bad}] is ${mean[bad]}, but must be a finite number`);
  const eigenvalues = symmetricEigen(matrix).values;
  const smallest = Math.min(...eigenvalues);
  if (smallest < -1e-10 * Math.max(...eigenvalues.map(Math.abs))) {
    throw new InputError(`${name}.covariance has the eigenvalue ${smallest}, but must be positive semi-definite`);
  }
  return { mean, covariance: matrix };
}

function halfSquaredDistance(a: readonly number[], b: readonly number[]): number {
  return 0.5 * a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0);
}

/** B^½ A B^½ and B^½. */
function sandwich(a: Matrix, b: Matrix): { product: Matrix; root: Matrix } {
  const root = symmetricSqrt(b);
  return { product: root.mmul(a).mmul(root), root };
}

/** OT_ε between centred Gaussians, cost ½|x − y|². In this form nothing cancels at large ε: D − ε = 4s/(D + ε). */
function covarianceCost(a: Matrix, b: Matrix, epsilon: number): number {
  const spectrum = symmetricEigen(sandwich(a, b).product).values;
  let sum = a.trace() + b.trace();
  for (const value of spectrum) {
    const s = Math.max(value, 0);
    if (s === 0) continue;
    const excess = (4 * s) / (Math.sqrt(4 * s + epsilon * epsilon) + epsilon);
    sum -= excess;
    if (epsilon > 0) sum += epsilon * Math.log1p(excess / (2 * epsilon));
  }
  return 0.5 * sum;
}

function affineMap(a: Gaussian, b: Gaussian, epsilon: number): AffineMap {
  const { product, root } = sandwich(a.covariance, b.covariance);
  const cutoff = SINGULAR * Math.max(...symmetricEigen(product).values);
  const inner = symmetricFunction(product, (value) => {
    // At ε = 0 a direction that A does not have stays unmoved by the pseudo-inverse.
    if (epsilon === 0) return value > cutoff ? 1 / Math.sqrt(value) : 0;
    return 2 / (Math.sqrt(4 * Math.max(value, 0) + epsilon * epsilon) + epsilon);
  });
  const matrix = root.mmul(inner).mmul(root).to2DArray();
  const linear = (point: readonly number[]) =>
    matrix.map((row) => row.reduce((sum, entry, k) => sum + entry * point[k]!, 0));
  const image = linear(a.mean);
  const offset = b.mean.map((value, k) => value - image[k]!);
  return { matrix, offset, apply: (point) => linear(point).map((value, k) => value + offset[k]!) };
}
