import { Matrix, scaledIdentity, symmetricFunction } from '../linalg/index.ts';
import { type GaussianLaw, type GaussianMoments, momentsOf } from './law.ts';
import { checkNumber, problemOf, type QuadraticEnergy } from './quadratic-energy.ts';
import { gradientMatrix, offsetOf } from './value.ts';

/**
 * The Wasserstein gradient flow of J from a Gaussian law after the time t, in closed form: the law of the Ornstein-Uhlenbeck process
 * dX = −L(X − m) dt − k(X − EX) dt + √(2T) dW. The mean is m + e^{−tL}(mean − m), and with A = L + kI, which may be singular, the covariance is
 * e^{−tA}Σe^{−tA} + 2T∫₀ᵗ e^{−2sA} ds.
 *
 * @param time t ≥ 0
 * @throws InputError when the law, the energy or the time makes no sense
 */
export function gaussianGradientFlow(law: GaussianLaw, energy: QuadraticEnergy, time: number): GaussianMoments {
  checkNumber(time, 'time');
  const problem = problemOf(law, energy);
  const { centre, covariance, precision, confinement, temperature } = problem;
  const decay = (rates: Matrix): Matrix => symmetricFunction(rates, (rate) => Math.exp(-time * rate));
  const kept = decay(confinement);
  const gained = symmetricFunction(confinement, (rate) => temperature * gain(rate, time));
  return momentsOf({
    mean: Matrix.add(centre, decay(precision).mmul(offsetOf(problem))),
    covariance: kept.mmul(covariance).mmul(kept).add(gained),
  });
}

/** 2∫₀ᵗ e^{−2rs} ds. */
function gain(rate: number, time: number): number {
  const exponent = 2 * rate * time;
  return exponent === 0 ? 2 * time : 2 * time * (-Math.expm1(-exponent) / exponent);
}

/**
 * One explicit Euler step of the gradient flow: every point x goes to x − η∇δJ/δρ(x), an affine map, so the law stays Gaussian.
 *
 * The map folds space once η·λ_max(G) > 1 with G = L + kI − TΣ⁻¹, and the steps leave the equilibrium once η > 2/`stiffness`.
 *
 * @returns the law, and the matrix I − ηG of the map, [d, d]
 * @throws InputError when the law, the energy or the step makes no sense, or T > 0 and the covariance is singular
 */
export function gaussianEulerStep(
  law: GaussianLaw,
  energy: QuadraticEnergy,
  stepSize: number,
): GaussianMoments & { matrix: Matrix } {
  checkNumber(stepSize, 'stepSize', { positive: true });
  const problem = problemOf(law, energy);
  const { mean, covariance, precision } = problem;
  const matrix = scaledIdentity(covariance.rows).sub(gradientMatrix(problem).mul(stepSize));
  return {
    matrix,
    ...momentsOf({
      mean: Matrix.sub(mean, precision.mmul(offsetOf(problem)).mul(stepSize)),
      covariance: matrix.mmul(covariance).mmul(matrix),
    }),
  };
}
