import { Matrix, symmetricFunction } from '../linalg/index.ts';
import { type GaussianLaw, type GaussianMoments, momentsOf } from './law.ts';
import { checkNumber, problemOf, type QuadraticEnergy } from './quadratic-energy.ts';
import { offsetOf } from './value.ts';

/**
 * One JKO step argmin W₂²(ρ, ρ_k)/2η + J(ρ) from a Gaussian law, in closed form, with W₂² of the cost |x − y|². It minimises over all measures,
 * since the minimiser is Gaussian.
 *
 * The step solves x_k = x⁺ + η∇δJ/δρ⁺(x⁺), which for the covariances says Σ = BΣ⁺B with B = M − ηTΣ⁺⁻¹ and M = I + η(L + kI). With
 * C = M^−½ΣM^−½ this is C = (Y − ηT)²Y⁻¹ for Y = M^½Σ⁺M^½, hence Y = ½(C + 2ηT + (C² + 4ηTC)^½). The mean goes to
 * m + (I + ηL)⁻¹(mean − m).
 *
 * Source: Halmos & Hanin 2025 (arXiv 2511.14827) for T = 1 and L = Λ⁻¹; Wibisono 2018 (arXiv 1802.08089), section 4, in one dimension.
 *
 * @param stepSize η > 0; any size is stable
 * @throws InputError when the law, the energy or the step makes no sense
 */
export function gaussianJkoStep(law: GaussianLaw, energy: QuadraticEnergy, stepSize: number): GaussianMoments {
  checkNumber(stepSize, 'stepSize', { positive: true });
  const problem = problemOf(law, energy);
  const { centre, covariance, precision, confinement, temperature } = problem;
  const inverseRoot = symmetricFunction(confinement, (rate) => 1 / Math.sqrt(1 + stepSize * rate));
  const contraction = symmetricFunction(precision, (rate) => 1 / (1 + stepSize * rate));
  const heat = stepSize * temperature;
  const y = symmetricFunction(inverseRoot.mmul(covariance).mmul(inverseRoot), (value) => {
    const c = Math.max(value, 0);
    return 0.5 * (c + 2 * heat + Math.sqrt(c * (c + 4 * heat)));
  });
  return momentsOf({
    mean: Matrix.add(centre, contraction.mmul(offsetOf(problem))),
    covariance: inverseRoot.mmul(y).mmul(inverseRoot),
  });
}
