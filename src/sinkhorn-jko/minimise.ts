import { activeSet } from './active-set.ts';
import { interiorPoint } from './interior-point.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import type { LogarithmicProblem } from './problem.ts';

export type LogarithmicSolver = 'active-set' | 'interior-point';

const SOLVERS = { 'active-set': activeSet, 'interior-point': interiorPoint };

/**
 * The minimum of ½ aᵀGa (or nothing) + linear Σa − Σ_j m_j log(G(E ⊙ a))_j over a ≥ 0: see `LogarithmicProblem`. In float64.
 *
 * It is reached where max R − 1 and Σ a q |R − 1| are at most the tolerance, R the pull of the logarithm over the slope q of the rest. `log R` is
 * given at every site, so that a pressure, (ε/2τ) log R for the schemes of this project, follows.
 *
 * @throws InputError when `interior-point` is asked for with too many sites
 */
export function minimiseLogarithmic(
  problem: LogarithmicProblem,
  { solver, ...options }: MinimiseOptions & { solver: LogarithmicSolver },
): Promise<LogarithmicMinimum> {
  return SOLVERS[solver](problem, options);
}
