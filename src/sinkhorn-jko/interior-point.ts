import { InputError } from '../errors.ts';
import { followCentralPath } from './central-path.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, optimality } from './problem.ts';
import { restrict, rowsOf } from './restriction.ts';

/** The largest number of sites for which one Newton step takes about a second. */
export const MOST_DENSE_SITES = 2048;
/** Solved better than asked for, so that the rule holds whichever way its sums are rounded. */
export const MARGIN = 0.1;

/**
 * The minimum by an interior point method on all sites where E is positive: O(n³) a Newton step.
 *
 * @throws InputError when there are more sites than a dense matrix is for
 */
export async function interiorPoint(
  problem: LogarithmicProblem,
  { start, tolerance, maxIterations }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  const { count } = problem.kernel;
  if (count > MOST_DENSE_SITES) {
    throw new InputError(
      `solver: interior-point takes a dense matrix of all sites, at most ${MOST_DENSE_SITES}, got ${count} sites; use active-set`,
    );
  }
  const support = Array.from(start.keys()).filter((i) => problem.logFactors[i]! > Number.NEGATIVE_INFINITY);
  const end = followCentralPath(
    restrict(problem, support, rowsOf(problem)),
    Float64Array.from(support, (i) => start[i]!),
    {
      tolerance: MARGIN * tolerance,
      maxIterations,
    },
  );
  const coefficients = new Float64Array(count);
  for (const [i, site] of support.entries()) coefficients[site] = end.coefficients[i]!;
  const reached = await optimality(problem, coefficients.map(Math.log));
  const missed = end.iterations === maxIterations ? 'max-iterations' : 'stalled';
  return {
    ...reached,
    coefficients,
    status: isOptimal(reached, tolerance) ? 'converged' : missed,
    iterations: end.iterations,
    supportSize: support.length,
    solver: 'interior-point',
  };
}
