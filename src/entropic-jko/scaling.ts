import type { SiteStepStatus } from '../sites/index.ts';
import type { EntropicMinimum, EntropicProblem, SolverOptions } from './problem.ts';

/**
 * The measure μ of the plan π of μ and μ_k that minimises Σ_ij π_ij (c_ij/ε + log(π_ij/μ_kj)) − Σ_i μ_i log F_i + `weight` Σ_i μ_i log μ_i, in logarithms.
 * The plan is diag(a) G diag(b) with b = μ_k/(Ga), so that μ = a ⊙ Gb has mass 1 whatever a is. In closed form for weight 0: a = F. Else
 *
 * - weight > 0: a ← (F (Gb)^{−weight})^{1/(1 + weight)}, the scaling of Peyré 2015, a contraction by weight/(1 + weight) or better.
 * - −1 < weight < 0: a ← F μ^{−weight}. The concave term is replaced by its tangent, so no iteration goes uphill; the problem is convex all
 *   the same, and the error falls by −weight or better.
 */
export async function scaling(
  { kernel, masses }: Pick<EntropicProblem, 'kernel' | 'masses'>,
  logFactors: Float64Array,
  weight: number,
  { tolerance, maxIterations }: SolverOptions,
): Promise<EntropicMinimum> {
  const logMasses = masses.map(Math.log);
  const contraction = weight > 0 ? weight / (1 + weight) : -weight;
  let logA = logFactors.map((log) => log / (1 + Math.max(0, weight)));
  for (let iterations = 1; ; iterations++) {
    const image = await kernel.logApply(logA);
    const logQ = await kernel.logApply(logMasses.map((log, j) => log - image[j]!));
    const next = logFactors.map((log, i) =>
      weight > 0 ? (log - weight * logQ[i]!) / (1 + weight) : log - weight * (logA[i]! + logQ[i]!),
    );
    const marginal = logQ.map((log, i) => Math.exp(logA[i]! + log));
    const residual = spread(logA, next, marginal);
    const status = statusOf(residual <= (1 - contraction) * tolerance, iterations === maxIterations);
    if (status) {
      return { masses: marginal, logRatio: new Float64Array(masses.length), status, report: { iterations, residual } };
    }
    logA = next;
  }
}

function statusOf(converged: boolean, exhausted: boolean): SiteStepStatus | undefined {
  if (converged) return 'converged';
  return exhausted ? 'max-iterations' : undefined;
}

/** The mean deviation of log(next/before) from its mean under μ: a common factor of a does not matter. */
function spread(before: Float64Array, next: Float64Array, masses: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < masses.length; i++) if (masses[i]! > 0) mean += masses[i]! * (next[i]! - before[i]!);
  let sum = 0;
  for (let i = 0; i < masses.length; i++) {
    if (masses[i]! > 0) sum += masses[i]! * Math.abs(next[i]! - before[i]! - mean);
  }
  return sum;
}
