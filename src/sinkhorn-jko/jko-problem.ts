import type { SiteEnergy, SiteKernel, SiteLaw } from '../sites/index.ts';
import type { LogarithmicProblem } from './problem.ts';

/** One Sinkhorn JKO step: minimise E(μ) + S_ε(μ, μ_k)/(2τ). */
export interface JkoProblem {
  readonly kernel: SiteKernel;
  readonly energy: SiteEnergy;
  /** μ_k. */
  readonly law: SiteLaw;
  /** 2τ/ε: what turns energies into logarithms. */
  readonly rate: number;
}

/**
 * −(2τ/ε) δE/δμ, [n], from which its largest value may be subtracted: R does not see constants.
 *
 * @param logMasses log μ, [n], at which the entropy and the interaction are linearised
 */
export function logFactorsOf(problem: JkoProblem, logMasses: Float64Array): Float64Array {
  const { entropy, volumes, interaction } = problem.energy;
  const field = interaction?.(logMasses.map(Math.exp)) ?? new Float64Array(logMasses.length);
  if (entropy === 0) return logFactorsIn(problem, field);
  return logFactorsIn(
    problem,
    field.map((value, i) => value + entropy * (logMasses[i]! - Math.log(volumes[i]!))),
  );
}

/** The same in a field that the law adds to the potential, [n]. */
export function logFactorsIn({ energy, rate }: JkoProblem, field: Float64Array): Float64Array {
  const slope = energy.potential.map((value, i) => value + field[i]!);
  const lowest = slope.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return slope.map((value) => -rate * (value - lowest));
}

/** The convex problem of a step with frozen factors E: see `LogarithmicProblem`. */
export const frozen = ({ kernel, law }: JkoProblem, logFactors: Float64Array): LogarithmicProblem => ({
  kernel,
  quadratic: 'kernel',
  linear: 0,
  masses: law.masses,
  logFactors,
});
