import { RunError } from '../errors.ts';
import { lawOfMasses } from '../sites/index.ts';
import type { EntropicEquation } from './entropic-equation.ts';
import { type NewtonEnd, newton } from './entropic-newton.ts';

interface SolutionOptions {
  readonly tolerance: number;
  /** Of all Newton steps. */
  readonly maxIterations: number;
}

/** Sites without mass start with this share of the largest coefficient. */
const FLOOR = 1e-12;
/** Newton steps in one go. */
const MOST_STEPS = 40;
/** t goes down by such a factor at once. */
const FASTEST = 4;
const SLOWEST = 1.02;

/**
 * The solution of the equation of a step with an entropy: by Newton's method from the law before the step, or where that fails, as from a Dirac,
 * along decreasing entropies from one so strong that the solution is nearly uniform.
 *
 * @param before the coefficients before the step, [n]
 * @throws RunError where neither comes to an end
 */
export async function solved(
  equation: EntropicEquation,
  before: Float64Array,
  { tolerance, maxIterations }: SolutionOptions,
): Promise<NewtonEnd> {
  const largest = before.reduce((top, value) => Math.max(top, value), 0);
  const start = before.map((value) => Math.log(Math.max(value, FLOOR * largest)));
  const direct = await newton(equation, start, { tolerance, most: Math.min(MOST_STEPS, maxIterations) });
  if (direct?.converged) return direct;
  const followed = await followEntropy(equation, {
    tolerance,
    maxIterations: maxIterations - (direct?.iterations ?? 0),
  });
  if (followed) return followed;
  throw new RunError(
    `Newton's method for the entropy found no law in ${maxIterations} steps; take a shorter step, a larger epsilon or the method sinkhorn-jko`,
  );
}

async function followEntropy(
  equation: EntropicEquation,
  { tolerance, maxIterations }: SolutionOptions,
): Promise<NewtonEnd | undefined> {
  const { kernel, volumes, entropy: goal } = equation;
  let reached = Number.POSITIVE_INFINITY;
  let entropy = Math.max(1, goal);
  let factor = FASTEST;
  let u: Float64Array = (await lawOfMasses(kernel, volumes)).coefficients.map(Math.log);
  let iterations = 0;
  while (iterations < maxIterations && factor > SLOWEST) {
    const most = Math.min(MOST_STEPS, maxIterations - iterations);
    const step = await newton({ ...equation, entropy }, u, { tolerance, most });
    iterations += Math.max(1, step?.iterations ?? 0);
    if (step?.converged) {
      if (entropy === goal) return { ...step, iterations };
      u = step.end.logCoefficients;
      reached = entropy;
    } else if (reached === Number.POSITIVE_INFINITY) {
      entropy *= FASTEST;
      continue;
    } else {
      factor = Math.sqrt(factor);
    }
    entropy = Math.max(goal, reached / factor);
  }
  return undefined;
}
