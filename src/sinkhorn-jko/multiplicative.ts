import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, optimality } from './problem.ts';

/** No coefficient falls below this part of the largest one, or it could not come back in time. */
const FLOOR = 1e-6;

/**
 * a ← a ⊙ R^½ on all sites: three applications of the kernel an iteration and no matrix. Good where the minimum is smooth (h²/ε ≳ .05); slow, and
 * biased by its floor, where mass is to appear at sites that had none.
 */
export async function multiplicative(
  problem: LogarithmicProblem,
  { start, tolerance, maxIterations }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  let coefficients = raised(start, problem.logFactors);
  for (let iteration = 0; ; iteration++) {
    const reached = await optimality(problem, coefficients.map(Math.log));
    const isDone = isOptimal(reached, tolerance);
    if (isDone || iteration === maxIterations) {
      return {
        ...reached,
        coefficients,
        status: isDone ? 'converged' : 'max-iterations',
        iterations: iteration,
        supportSize: coefficients.reduce((size, a) => size + (a > 0 ? 1 : 0), 0),
        solver: 'multiplicative',
      };
    }
    const previous = coefficients;
    coefficients = raised(
      previous.map((a, i) => a * Math.exp(reached.logRatio[i]! / 2)),
      problem.logFactors,
    );
  }
}

function raised(coefficients: Float64Array, logFactors: Float64Array): Float64Array {
  const floor = FLOOR * coefficients.reduce((top, value) => Math.max(top, value), 0);
  return coefficients.map((value, i) => (logFactors[i]! > Number.NEGATIVE_INFINITY ? Math.max(value, floor) : 0));
}
