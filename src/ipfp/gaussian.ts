import { InputError } from '../errors.ts';
import { Matrix, matrixOf, scaledIdentity, symmetricEigen, symmetricInverse, symmetrised } from '../linalg/index.ts';
import { type GaussianMeasure, gaussianTransport, type QuadraticPotential } from '../transport/index.ts';
import { type Initialisation, SHARES, type Shares } from './initialisation.ts';

/** Gaussian ends of the Sinkhorn flow: e^{−f}, e^{−g} and ρ₀. */
export interface GaussianProblem {
  target: GaussianMeasure;
  reference: GaussianMeasure;
  initial: GaussianMeasure;
  /** The regularisation, and the physical time of one iteration. */
  epsilon: number;
}

/**
 * φ₀^ε of an initialisation, exactly: what `ipfpGaussian` starts from.
 *
 * @throws InputError for an initialisation at which the first half-iteration diverges, because ε is too large for ρ₀: ∇²φ₀^ε + ε∇²f must be
 * positive definite (it always is for `plain` and `entropic`)
 */
export function gaussianStart(problem: GaussianProblem, initialisation: Initialisation): QuadraticPotential {
  const start = uncheckedStart(problem, initialisation);
  const curvature = Matrix.add(
    matrixOf(start.matrix),
    symmetricInverse(problem.target.covariance).mul(problem.epsilon),
  );
  if (symmetricEigen(curvature).values[0]! > 0) return start;
  throw new InputError(
    `epsilon: ${problem.epsilon} is too large for the initialisation ${initialisation} of this initial measure; ` +
      'must be smaller, or the initialisation entropic',
  );
}

function uncheckedStart({ target, reference, initial, epsilon }: GaussianProblem, initialisation: Initialisation) {
  if (initialisation === 'entropic') return entropicPotential(initial, reference, epsilon);
  const shares = SHARES[initialisation];
  const start = shiftedBrenier(initial, reference, epsilon, shares);
  return plus(start, minusLogDensity(target), epsilon * shares.target);
}

/** u_ε, the potential of the entropic plan between two Gaussians. */
export function entropicPotential(
  initial: GaussianMeasure,
  reference: GaussianMeasure,
  epsilon: number,
): QuadraticPotential {
  const { matrix, offset } = gaussianTransport(initial, reference, { epsilon }).map;
  return { matrix, vector: offset };
}

/** φ₀ + ε · shares.logInitial · log ρ₀. */
export function shiftedBrenier(
  initial: GaussianMeasure,
  reference: GaussianMeasure,
  epsilon: number,
  shares: Shares,
): QuadraticPotential {
  const { matrix, offset } = gaussianTransport(initial, reference).brenier;
  return plus({ matrix, vector: offset }, minusLogDensity(initial), -epsilon * shares.logInitial);
}

/** −log of the density of N(mean, covariance), up to a constant. */
function minusLogDensity({ mean, covariance }: GaussianMeasure): QuadraticPotential {
  const matrix = symmetricInverse(covariance);
  const vector = matrix.mmul(Matrix.columnVector([...mean])).mul(-1);
  return { matrix, vector: vector.to1DArray() };
}

function plus(a: QuadraticPotential, b: QuadraticPotential, factor: number): QuadraticPotential {
  return {
    matrix: symmetrised(Matrix.add(matrixOf(a.matrix), Matrix.mul(matrixOf(b.matrix), factor))),
    vector: a.vector.map((value, k) => value + factor * b.vector[k]!),
  };
}

/** ½ x·Ax + b·x at rows [n, d]. */
export function quadraticAt({ matrix, vector }: QuadraticPotential, points: Float64Array): Float64Array {
  const rows = matrixOf(matrix).to2DArray();
  const d = vector.length;
  return Float64Array.from({ length: points.length / d }, (_, i) => {
    const x = points.subarray(i * d, (i + 1) * d);
    return x.reduce((sum, value, k) => {
      const row = rows[k]!.reduce((total, entry, l) => total + entry * x[l]!, 0);
      return sum + value * (0.5 * row + vector[k]!);
    }, 0);
  });
}

/** W₂ between Gaussians as the length of the optimal map's displacements: in the closed form of W₂² all digits below 1e-8 cancel. */
export function gaussianDistance(a: GaussianMeasure, b: GaussianMeasure): number {
  const { matrix } = gaussianTransport(a, b).brenier;
  const displacement = Matrix.sub(matrixOf(matrix), scaledIdentity(matrix.length));
  const spread = displacement.mmul(matrixOf(a.covariance)).mmul(displacement).trace();
  const means = a.mean.reduce((sum, value, k) => sum + (value - b.mean[k]!) ** 2, 0);
  return Math.sqrt(Math.max(0, means + spread));
}
