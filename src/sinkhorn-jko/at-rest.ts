import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, optimality } from './problem.ts';

/** What rounding leaves of R − 1: far below what any step moves. */
const ROUNDING = 1e-12;

/**
 * The start itself, where it is optimal to rounding. Where ε ≫ h² many laws are optimal to a solver's tolerance, and it would take another one, of few
 * sites: a law that minimises the energy has to stay.
 */
export async function atRest(
  problem: LogarithmicProblem,
  { start, tolerance }: MinimiseOptions,
): Promise<LogarithmicMinimum | undefined> {
  const found = await optimality(problem, start.map(Math.log));
  if (!isOptimal(found, Math.min(tolerance, ROUNDING))) return undefined;
  const supportSize = start.reduce((count, a) => (a > 0 ? count + 1 : count), 0);
  return { ...found, coefficients: start, status: 'converged', iterations: 0, supportSize, solver: 'none' };
}
