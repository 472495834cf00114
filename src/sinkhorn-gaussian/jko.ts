import { checkNumber, type GaussianLaw, type GaussianMoments, type QuadraticEnergy } from '../bures/index.ts';
import { alongDirections, type Direction } from './directions.ts';
import { implicitVariance } from './implicit-variance.ts';

/** Step size τ > 0 in units of time, and ε > 0 in units of the cost |x − y|². */
export interface GaussianStepOptions {
  readonly stepSize: number;
  readonly epsilon: number;
}

/** The variance after a step in a potential of curvature λ, as a function of the variance before it and x = λτ > −1. */
export type VarianceStep = (variance: number, x: number, epsilon: number) => number;

/**
 * One step of the Sinkhorn JKO scheme μ⁺ = argmin E(μ) + S_ε(μ, μ_k)/2τ from a Gaussian law in a quadratic energy, with the cost |x − y|² (without
 * ½) and ε KL(π | μ⊗ν). Along each common eigenvector of covariance and precision, with x = λτ and U = s² + √(s⁴ + ε²/16), the mean becomes
 * mean/(1 + x), and (1 + x)²U⁺ = s² + √(s⁴ + (1 − x²)²ε²/16). Where that leaves U⁺ ≤ ε/4, so where s² ≤ xε/2, μ⁺ is a Dirac.
 *
 * Source: the optimality conditions of arXiv 2511.14278 between Gaussians: with A the variance of a⁺, 1/A′ = 1/A + 2λτ/ε and
 * P = 1/s² − 1/(A′ + ε/2), P/(1 + Pε/2) + 2λτ/ε = 1/(A + ε/2), which is a quadratic equation in U⁺ = A + ε/4. An attraction k adds k to λ for
 * the variance, and an entropy at the temperature T takes T/s⁺² off it.
 *
 * @throws InputError when covariance and precision do not commute, or law, energy or options make no sense
 */
export const gaussianSinkhornJkoStep = (
  law: GaussianLaw,
  energy: QuadraticEnergy,
  options: GaussianStepOptions,
): GaussianMoments => gaussianStep(law, energy, options, sinkhornVariance);

/**
 * One step of the entropic JKO scheme μ⁺ = argmin E(μ) + OT_ε(μ, μ_k)/2τ from a Gaussian law in a quadratic energy, with the cost |x − y|²
 * (without ½). With x = λτ along each common eigenvector, the mean becomes mean/(1 + x). With ε KL(π | μ⊗μ_k) (`product`) the variance becomes
 * s²/(1 + x)² − ε/2(1 + x), or 0 where that is negative, and with ε KL(π | dx⊗μ_k) (`fixed`, Peyré 2015) s²/(1 + x)² + ε/2(1 + x).
 * Attraction and entropy count as in `gaussianSinkhornJkoStep`.
 *
 * @throws InputError when covariance and precision do not commute, or law, energy or options make no sense
 */
export const gaussianEntropicJkoStep = (
  law: GaussianLaw,
  energy: QuadraticEnergy,
  { reference, ...options }: GaussianStepOptions & { readonly reference: 'product' | 'fixed' },
): GaussianMoments => gaussianStep(law, energy, options, reference === 'fixed' ? blurredVariance : sharpenedVariance);

function gaussianStep(
  law: GaussianLaw,
  energy: QuadraticEnergy,
  { stepSize, epsilon }: GaussianStepOptions,
  step: VarianceStep,
): GaussianMoments {
  checkNumber(stepSize, 'stepSize', { positive: true });
  checkNumber(epsilon, 'epsilon', { positive: true });
  return alongDirections(law, energy, (direction: Direction) => ({
    offset: direction.offset / (1 + stepSize * direction.pull),
    variance: implicitVariance(direction, stepSize, (variance, x) => step(variance, x, epsilon)),
  }));
}

const sinkhornVariance: VarianceStep = (variance, x, epsilon) => {
  const spread = (variance + Math.hypot(variance, ((1 - x ** 2) * epsilon) / 4)) / (1 + x) ** 2;
  return variance <= 0.5 * x * epsilon ? 0 : Math.max(0, 0.5 * spread - epsilon ** 2 / (32 * spread));
};

const blurredVariance: VarianceStep = (variance, x, epsilon) => variance / (1 + x) ** 2 + (0.5 * epsilon) / (1 + x);

const sharpenedVariance: VarianceStep = (variance, x, epsilon) =>
  Math.max(0, variance / (1 + x) ** 2 - (0.5 * epsilon) / (1 + x));
