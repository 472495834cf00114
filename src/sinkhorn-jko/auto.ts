import { activeSet } from './active-set.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { multiplicative } from './multiplicative.ts';
import type { LogarithmicProblem } from './problem.ts';

/** The active set, and where its support becomes too large for a dense Newton matrix, multiplications from where it came to. */
export async function automatic(problem: LogarithmicProblem, options: MinimiseOptions): Promise<LogarithmicMinimum> {
  const sparse = await activeSet(problem, options);
  if (sparse.status === 'converged') return sparse;
  const smooth = await multiplicative(problem, { ...options, start: sparse.coefficients });
  const better = smooth.excess + smooth.complementarity < sparse.excess + sparse.complementarity ? smooth : sparse;
  return { ...better, iterations: sparse.iterations + smooth.iterations };
}
