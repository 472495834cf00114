import { InputError } from '../errors.ts';
import {
  energyOf,
  lawOfCoefficients,
  type SiteEnergy,
  type SiteKernel,
  type SiteLaw,
  type SiteStep,
} from '../sites/index.ts';
import { activeSet } from './active-set.ts';
import { atRest } from './at-rest.ts';
import { automatic } from './auto.ts';
import { interiorPoint } from './interior-point.ts';
import { frozen, type JkoProblem, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { mirrorDescent } from './mirror-descent.ts';
import { multiplicative } from './multiplicative.ts';
import { selfConsistent } from './self-consistent.ts';
import { withEntropy } from './with-entropy.ts';

export const SINKHORN_JKO_SOLVERS = [
  'auto',
  'active-set',
  'interior-point',
  'multiplicative',
  'mirror-descent',
] as const;
export type SinkhornJkoSolver = (typeof SINKHORN_JKO_SOLVERS)[number];

export interface SinkhornJkoOptions {
  /** τ > 0. */
  readonly stepSize: number;
  /** Default `auto`. With an entropy, all but `mirror-descent` are the same: multiplications with momentum, then Newton's method. */
  readonly solver?: SinkhornJkoSolver;
  /** The most that max R − 1 and Σ μ |R − 1| may be. Default 1e-3 min(1, 2τ/ε): a looser one freezes the flow. */
  readonly tolerance?: number;
  /** Newton steps, multiplications or mirror steps. Default 1,000. */
  readonly maxIterations?: number;
}

const SOLVERS = {
  auto: automatic,
  'active-set': activeSet,
  'interior-point': interiorPoint,
  multiplicative,
};

/**
 * A step of the Sinkhorn JKO scheme: the law that minimises E(μ) + S_ε(μ, μ_k)/(2τ), S_ε the Sinkhorn divergence of the cost |x − y|² (without ½)
 * and the regulariser ε KL(π | μ⊗ν). In the coefficients a of μ = a ⊙ Ga it is one convex problem without any inner Sinkhorn iteration,
 *
 *   minimise ½ aᵀGa − Σ_j μ_k,j log(G(E ⊙ a))_j over a ≥ 0,  E = exp(−2τ(V − min V)/ε),
 *
 * solved where R = E ⊙ G(μ_k/G(E ⊙ a))/(Ga) is at most 1, and 1 on the support; (ε/2τ) log R is the pressure. An interaction is frozen and iterated to
 * a fixed point; an entropy makes E depend on a. Where no solver comes to an end, a step that would raise the energy is not taken, and 'stalled'. All numbers are float64, on the CPU.
 *
 * Source: the Sinkhorn JKO scheme, arXiv 2511.14278; coefficients and pressure: Lavenant et al. 2024, arXiv 2405.04987.
 *
 * @param law μ_k
 * @throws InputError for a step size, a tolerance or a number of iterations that makes no sense, or too many sites for `interior-point`
 */
export async function sinkhornJkoStep(
  kernel: SiteKernel,
  law: SiteLaw,
  energy: SiteEnergy,
  options: SinkhornJkoOptions,
): Promise<SiteStep> {
  const { stepSize, solver = 'auto', maxIterations = 1000 } = options;
  if (!(stepSize > 0 && stepSize < Number.POSITIVE_INFINITY)) {
    throw new InputError(`stepSize: must be a number > 0, got ${stepSize}`);
  }
  const rate = (2 * stepSize) / kernel.epsilon;
  const { tolerance = 1e-3 * Math.min(1, rate) } = options;
  if (!(tolerance > 0)) throw new InputError(`tolerance: must be a number > 0, got ${tolerance}`);
  if (!(Number.isInteger(maxIterations) && maxIterations > 0)) {
    throw new InputError(`maxIterations: must be an integer > 0, got ${maxIterations}`);
  }
  const start = { start: law.coefficients, tolerance, maxIterations };
  const minimum = await minimise({ kernel, energy, law, rate }, solver, start);
  const reached = await lawOfCoefficients(kernel, minimum.coefficients);
  // E alone says it, because S_ε is ≥ 0, and 0 at μ_k.
  const isUphill = minimum.status !== 'converged' && energyOf(energy, reached.masses) > energyOf(energy, law.masses);
  return {
    law: isUphill ? law : reached,
    pressure: minimum.logRatio.map((value, i) =>
      isUphill || energy.entropy > 0 || minimum.coefficients[i]! > 0 ? 0 : Math.min(0, value / rate),
    ),
    status: isUphill ? 'stalled' : minimum.status,
    report: {
      solver: minimum.solver,
      iterations: minimum.iterations,
      supportSize: minimum.supportSize,
      excess: minimum.excess,
      complementarity: minimum.complementarity,
    },
  };
}

async function minimise(
  problem: JkoProblem,
  solver: SinkhornJkoSolver,
  options: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  if (solver === 'mirror-descent') return mirrorDescent(problem, options);
  if (problem.energy.entropy > 0) return withEntropy(problem, options);
  if (problem.energy.interaction) return selfConsistent(problem, SOLVERS[solver], options);
  const step = frozen(problem, logFactorsOf(problem, problem.law.masses));
  return (await atRest(step, options)) ?? SOLVERS[solver](step, options);
}
