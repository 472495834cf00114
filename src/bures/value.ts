import { InputError } from '../errors.ts';
import { logDeterminant, Matrix, symmetricInverse } from '../linalg/index.ts';
import { extremes, type GaussianLaw, isSingular } from './law.ts';
import { type Problem, problemOf, type QuadraticEnergy } from './quadratic-energy.ts';

/** J(ρ) of a Gaussian law; +∞ where T > 0 and the covariance is singular. */
export function gaussianEnergy(law: GaussianLaw, energy: QuadraticEnergy): number {
  const problem = problemOf(law, energy);
  const { covariance, precision, confinement, temperature } = problem;
  const offset = offsetOf(problem);
  const potential = 0.5 * (innerProduct(offset, precision.mmul(offset)) + innerProduct(confinement, covariance));
  return potential + temperature * entropy(covariance, temperature) + (energy.constant ?? 0);
}

/**
 * |∂J|²(ρ) = ∫ |∇δJ/δρ|² dρ: what J dissipates per unit of time, and the bias of the JKO scheme: J^η = J − (η/4)|∂J|².
 * @throws InputError when T > 0 and the covariance is singular
 */
export function squaredSlope(law: GaussianLaw, energy: QuadraticEnergy): number {
  const problem = problemOf(law, energy);
  const force = problem.precision.mmul(offsetOf(problem));
  const gradient = gradientMatrix(problem);
  return innerProduct(force, force) + innerProduct(gradient, gradient.mmul(problem.covariance));
}

/**
 * The largest eigenvalue of L + kI + TΣ⁻¹, an upper bound of the Wasserstein Hessian of J at the law on affine fields, and equal to it where L and Σ
 * commute. Explicit Euler and the plain form of JKO-Flow are stable for η below 2 over this.
 * @throws InputError when T > 0 and the covariance is singular
 */
export function stiffness(law: GaussianLaw, energy: QuadraticEnergy): number {
  const { covariance, confinement, temperature } = problemOf(law, energy);
  return extremes(temperature === 0 ? confinement : plusInverse(confinement, temperature, covariance))[1];
}

/** G = L + kI − TΣ⁻¹: the gradient ∇δJ/δρ is G(x − mean) + L(mean − m). @throws InputError when T > 0 and Σ is singular */
export function gradientMatrix({ covariance, confinement, temperature }: Problem): Matrix {
  return temperature === 0 ? confinement : plusInverse(confinement, -temperature, covariance);
}

/** mean − m, [d, 1]. */
export const offsetOf = ({ mean, centre }: Problem): Matrix => Matrix.sub(mean, centre);

function plusInverse(matrix: Matrix, factor: number, covariance: Matrix): Matrix {
  if (isSingular(covariance)) {
    throw new InputError('covariance: is singular; must be positive definite where the energy has an entropy');
  }
  return Matrix.add(matrix, symmetricInverse(covariance).mul(factor));
}

/** tr AᵀB. */
export function innerProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.columns; j++) sum += a.get(i, j) * b.get(i, j);
  return sum;
}

/** ∫ ρ log ρ of a Gaussian, which a potential alone does not ask for. */
function entropy(covariance: Matrix, temperature: number): number {
  if (temperature === 0) return 0;
  if (isSingular(covariance)) return Number.POSITIVE_INFINITY;
  return -0.5 * (logDeterminant(covariance) + covariance.rows * Math.log(2 * Math.PI * Math.E));
}
