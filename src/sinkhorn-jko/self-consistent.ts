import { plus } from '../linalg/index.ts';
import { lawOfCoefficients } from '../sites/index.ts';
import { frozen, type JkoProblem, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, optimality } from './problem.ts';

/** How far the masses that the interaction is frozen at go to the new ones, once going all the way did not contract. */
const DAMPING = 0.3;
/** Residuals have to fall by this factor, or the iteration is damped. */
const CONTRACTION = 0.7;
/** Rounds without a better residual before it counts as stalled. */
const PATIENCE = 20;

/**
 * A step with an interaction: the potential V + W∗μ is frozen, the convex problem solved, and so on until R ≤ 1 holds with the potential of the
 * minimum itself. Contracts where W is wide against the kernel, and otherwise damped.
 */
export async function selfConsistent(
  problem: JkoProblem,
  solve: (problem: LogarithmicProblem, options: MinimiseOptions) => Promise<LogarithmicMinimum>,
  options: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  let masses = problem.law.masses;
  let start = options.start;
  let best: LogarithmicMinimum | undefined;
  let share = 1;
  let iterations = 0;
  for (let fruitless = 0; ; ) {
    const left = { ...options, start, maxIterations: options.maxIterations - iterations };
    const inner = await solve(frozen(problem, logFactorsOf(problem, masses.map(Math.log))), left);
    iterations += inner.iterations;
    const law = await lawOfCoefficients(problem.kernel, inner.coefficients);
    const factors = logFactorsOf(problem, law.masses.map(Math.log));
    const reached = {
      ...inner,
      ...(await optimality(frozen(problem, factors), inner.coefficients.map(Math.log))),
      iterations,
    };
    if (isOptimal(reached, options.tolerance)) return { ...reached, status: 'converged' };
    const improves = residualOf(reached) < CONTRACTION * (best ? residualOf(best) : Number.POSITIVE_INFINITY);
    if (!improves) share = DAMPING;
    fruitless = improves ? 0 : fruitless + 1;
    if (!best || residualOf(reached) < residualOf(best)) best = reached;
    if (iterations >= options.maxIterations) return { ...best, iterations, status: 'max-iterations' };
    if (fruitless === PATIENCE) return { ...best, iterations, status: 'stalled' };
    masses = plus(
      masses.map((mass) => (1 - share) * mass),
      share,
      law.masses,
    );
    start = inner.coefficients;
  }
}

const residualOf = ({ excess, complementarity }: LogarithmicMinimum): number => Math.max(excess, complementarity);
