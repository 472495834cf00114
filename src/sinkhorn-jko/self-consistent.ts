import { fixedPoint } from '../optimize/index.ts';
import { lawOfCoefficients } from '../sites/index.ts';
import { frozen, type JkoProblem, logFactorsIn, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, optimality } from './problem.ts';
import { byVanishingEntropy } from './vanishing-entropy.ts';

const MOST_ROUNDS = 40;

/**
 * A step with an interaction: the potential V + W∗μ is frozen, the convex problem solved, and so on until R ≤ 1 holds with the potential of the
 * minimum itself. Contracts where W is wide against the kernel. Where W repels so much that the supports jump to and fro, Newton's method with a
 * vanishing entropy goes on.
 */
export async function selfConsistent(
  problem: JkoProblem,
  solve: (problem: LogarithmicProblem, options: MinimiseOptions) => Promise<LogarithmicMinimum>,
  options: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  const { kernel, law, energy } = problem;
  const { tolerance, maxIterations } = options;
  const interaction = energy.interaction!;
  let { start } = options;
  let iterations = 0;
  const roundIn = async (field: Float64Array) => {
    const left = Math.ceil(maxIterations / 2) - iterations;
    if (left <= 0) return undefined;
    const inner = await solve(frozen(problem, logFactorsIn(problem, field)), {
      ...options,
      start,
      maxIterations: left,
    });
    iterations += inner.iterations;
    start = inner.coefficients;
    const { masses } = await lawOfCoefficients(kernel, start);
    const minimum = await inOwnField(problem, inner);
    return { minimum, image: interaction(masses), isSolved: isOptimal(minimum, tolerance) };
  };
  const { round, status } = (await fixedPoint(roundIn, interaction(law.masses), MOST_ROUNDS))!;
  if (status === 'converged') return { ...round.minimum, status, iterations };
  const smooth = await byVanishingEntropy(problem, { tolerance, maxIterations: maxIterations - iterations });
  if (!smooth) return { ...round.minimum, status: 'stalled', iterations };
  iterations += smooth.iterations;
  const { coefficients } = await lawOfCoefficients(kernel, smooth.coefficients);
  const supportSize = coefficients.reduce((size, a) => size + (a > 0 ? 1 : 0), 0);
  const minimum = await inOwnField(problem, { ...round.minimum, coefficients, supportSize, solver: 'newton' });
  return { ...minimum, status: isOptimal(minimum, tolerance) ? 'converged' : 'stalled', iterations };
}

/** A minimum in a frozen field, and how far it is from one in its own. */
async function inOwnField(problem: JkoProblem, minimum: LogarithmicMinimum): Promise<LogarithmicMinimum> {
  const { masses } = await lawOfCoefficients(problem.kernel, minimum.coefficients);
  const own = frozen(problem, logFactorsOf(problem, masses.map(Math.log)));
  return { ...minimum, ...(await optimality(own, minimum.coefficients.map(Math.log))) };
}
