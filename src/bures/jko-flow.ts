import { InputError, RunError } from '../errors.ts';
import { Matrix, symmetricFunction } from '../linalg/index.ts';
import { integrateSync } from '../ode/index.ts';
import { affineVelocity, dampedRate, type JkoFlowForm } from './affine-velocity.ts';
import { type GaussianLaw, type GaussianMoments, isSingular, momentsOf } from './law.ts';
import { checkNumber, type Problem, problemOf, type QuadraticEnergy } from './quadratic-energy.ts';
import { offsetOf, stiffness } from './value.ts';

export interface JkoFlowOptions {
  /** η of the modified energy J^η = J − (η/4)|∂J|², > 0. */
  stepSize: number;
  /** For how long to follow its flow, ≥ 0. Default η. */
  time?: number;
  form?: JkoFlowForm;
  /** Of the integrator of the covariance, relative to its trace over d. Default 1e-11. */
  tolerance?: number;
}

/**
 * The gradient flow of the modified energy J^η from a Gaussian law: means in closed form, covariances by Σ′ = BΣ + ΣB with B of
 * `affineVelocity` (for T = 0 in closed form too).
 *
 * The default is the Padé form, which is stable for every η. `plain` is the gradient flow of J^η itself; it subtracts Fisher information, and
 * once η·`stiffness` ≥ 2 it runs away from the JKO scheme: that is an error.
 *
 * Source: Halmos & Hanin 2025 (arXiv 2511.14827); for general T and L here.
 *
 * @throws InputError when the law, the energy or an option makes no sense, or T > 0 and the covariance is singular
 * @throws RunError when the plain form is unstable at this law
 */
export function gaussianJkoFlow(
  law: GaussianLaw,
  energy: QuadraticEnergy,
  { stepSize, time = stepSize, form = 'pade', tolerance = 1e-11 }: JkoFlowOptions,
): GaussianMoments {
  checkNumber(stepSize, 'stepSize', { positive: true });
  checkNumber(time, 'time');
  if (form !== 'plain' && form !== 'pade') throw new InputError(`form: must be plain or pade, got ${form}`);
  const problem = problemOf(law, energy);
  const largest = stiffness(law, energy);
  if (form === 'plain') checkStability(stepSize, largest);
  const { centre, covariance, precision, confinement, temperature } = problem;
  const decay = (rates: Matrix): Matrix =>
    symmetricFunction(rates, (rate) => Math.exp(-time * dampedRate(rate, stepSize, form)));
  const mean = Matrix.add(centre, decay(precision).mmul(offsetOf(problem)));
  if (temperature > 0) {
    return momentsOf({ mean, covariance: followCovariance(problem, { stepSize, time, form, tolerance }) });
  }
  const kept = decay(confinement);
  return momentsOf({ mean, covariance: kept.mmul(covariance).mmul(kept) });
}

function checkStability(stepSize: number, largest: number): void {
  if (stepSize * largest < 2) return;
  throw new RunError(
    `the plain form of JKO-Flow is unstable for this law: η·λ_max(L + kI + TΣ⁻¹) must be below 2, got ${(stepSize * largest).toPrecision(3)}; ` +
      `take the form pade, or stepSize < ${(2 / largest).toPrecision(3)}`,
  );
}

function followCovariance(problem: Problem, { stepSize, time, form, tolerance }: Required<JkoFlowOptions>): Matrix {
  const { covariance } = problem;
  const { rows } = covariance;
  const velocity = (entries: Float64Array): Float64Array => {
    const sigma = Matrix.from1DArray(rows, rows, entries);
    // The integrator steps back from where there is no law.
    if (isSingular(sigma)) return entries.map(() => Number.NaN);
    const half = affineVelocity({ ...problem, covariance: sigma }, stepSize, form).mmul(sigma);
    return Float64Array.from(Matrix.add(half, half.transpose()).to1DArray());
  };
  const start = Float64Array.from(covariance.to1DArray());
  const { x } = integrateSync(velocity, start, time, { tolerance, scale: covariance.trace() / rows });
  return Matrix.from1DArray(rows, rows, x);
}
