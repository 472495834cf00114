import type { SiteKernel } from '../sites/index.ts';

/**
 * The convex problem of one step of a JKO scheme on sites with the kernel G:
 *
 *   minimise  ½ aᵀGa (where `quadratic` is 'kernel') + `linear` Σ_i a_i − Σ_j m_j log(G(E ⊙ a))_j  over a ≥ 0.
 *
 * Its slope is q = Ga + linear (or linear alone) less E ⊙ G(m/G(E ⊙ a)). With R the second over the first, a is optimal where R ≤ 1, and R = 1
 * where a > 0; then Σ_i a_i q_i = Σ_j m_j. For the Sinkhorn JKO step the quadratic term is the kernel and linear is 0; for the entropic JKO
 * step with the product reference there is none and linear is 1, so that a has the total of m.
 */
export interface LogarithmicProblem {
  readonly kernel: SiteKernel;
  /** 'none' needs linear > 0, or there is no minimum. */
  readonly quadratic: 'kernel' | 'none';
  readonly linear: number;
  /** m ≥ 0, [n], not all 0. */
  readonly masses: Float64Array;
  /** log E, [n]; −∞ allowed, but not everywhere: there a is 0. */
  readonly logFactors: Float64Array;
}

/** Where a minimiser of a `LogarithmicProblem` stands at some a. */
export interface Optimality {
  /** log q, [n]. */
  readonly logSlope: Float64Array;
  /** log R, [n]; −∞ where E is 0. Finite however far from the mass a site is. */
  readonly logRatio: Float64Array;
  /** max R − 1. */
  readonly excess: number;
  /** Σ_i a_i q_i |R_i − 1|. */
  readonly complementarity: number;
}

/** What is small enough: both residuals are at most this. */
export const isOptimal = ({ excess, complementarity }: Optimality, tolerance: number): boolean =>
  excess <= tolerance && complementarity <= tolerance;

/**
 * R at a by three applications of the kernel, in logarithms because linear numbers would underflow.
 *
 * @param logs log a, [n], not −∞ at all sites where E is positive
 */
export async function optimality(problem: LogarithmicProblem, logs: Float64Array): Promise<Optimality> {
  const { kernel, masses, logFactors } = problem;
  const logSlope = await logSlopeOf(problem, logs);
  const logImage = await kernel.logApply(logs.map((log, i) => log + logFactors[i]!));
  const pull = await kernel.logApply(masses.map((mass, j) => Math.log(mass) - logImage[j]!));
  const logRatio = pull.map((log, i) => log + logFactors[i]! - logSlope[i]!);
  let excess = Number.NEGATIVE_INFINITY;
  let complementarity = 0;
  for (let i = 0; i < logRatio.length; i++) {
    const overshoot = Math.expm1(logRatio[i]!);
    excess = Math.max(excess, overshoot);
    if (logs[i]! > Number.NEGATIVE_INFINITY) complementarity += Math.exp(logs[i]! + logSlope[i]!) * Math.abs(overshoot);
  }
  return { logSlope, logRatio, excess, complementarity };
}

/** log q at log a. */
export async function logSlopeOf(problem: LogarithmicProblem, logs: Float64Array): Promise<Float64Array> {
  const { kernel, quadratic, linear } = problem;
  if (quadratic === 'none') return logs.map(() => Math.log(linear));
  const image = await kernel.logApply(logs);
  return linear === 0 ? image : image.map((log) => Math.log(Math.exp(log) + linear));
}
