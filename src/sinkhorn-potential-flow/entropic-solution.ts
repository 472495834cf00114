import { RunError } from '../errors.ts';
import { followed, type NewtonEnd, newtonKrylov } from '../optimize/index.ts';
import { lawOfMasses } from '../sites/index.ts';
import { type EntropicEquation, type EntropicEquationAt, equationAt } from './entropic-equation.ts';

interface SolutionOptions {
  readonly tolerance: number;
  /** Of all Newton steps. */
  readonly maxIterations: number;
}

/** Sites without mass start with this share of the largest coefficient. */
const FLOOR = 1e-12;
/** Newton steps from the law before the step. */
const MOST_STEPS = 40;

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
): Promise<NewtonEnd<EntropicEquationAt>> {
  const largest = before.reduce((top, value) => Math.max(top, value), 0);
  const start = before.map((value) => Math.log(Math.max(value, FLOOR * largest)));
  const equationOf = (entropy: number) => (u: Float64Array) => equationAt({ ...equation, entropy }, u, tolerance);
  const direct = await newtonKrylov(equationOf(equation.entropy), start, Math.min(MOST_STEPS, maxIterations));
  if (direct?.converged) return direct;
  const uniform = await lawOfMasses(equation.kernel, equation.volumes);
  const found = await followed({
    equationOf,
    goal: equation.entropy,
    start: uniform.coefficients.map(Math.log),
    maxIterations: maxIterations - (direct?.iterations ?? 0),
  });
  if (found) return found;
  throw new RunError(
    `Newton's method for the entropy found no law in ${maxIterations} steps; take a shorter step, a larger epsilon or the method sinkhorn-jko`,
  );
}
