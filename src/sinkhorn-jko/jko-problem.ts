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
export function logFactorsOf({ energy, rate }: JkoProblem, logMasses: Float64Array): Float64Array {
  const { potential, entropy, volumes } = energy;
  const field = energy.interaction?.(logMasses.map(Math.exp));
  const slope = potential.map((value, i) => {
    const pressure = entropy > 0 ? entropy * (logMasses[i]! - Math.log(volumes[i]!)) : 0;
    return value + (field?.[i] ?? 0) + pressure;
  });
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
