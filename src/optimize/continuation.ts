import { type EquationAt, type NewtonEnd, newtonKrylov } from './newton-krylov.ts';

export interface ContinuationOptions<At extends EquationAt> {
  /** The system with a strength > 0 of what makes it easy. */
  readonly equationOf: (strength: number) => (u: Float64Array) => Promise<At | undefined>;
  /** The strength of the system to solve. */
  readonly goal: number;
  /** A start, [n], for strengths that are large enough. */
  readonly start: Float64Array;
  /** Of all Newton steps. */
  readonly maxIterations: number;
}

/** Newton steps in one go. */
const MOST_STEPS = 40;
/** The strength goes down by such a factor at once. */
const FASTEST = 4;
const SLOWEST = 1.02;

/** The solution of a system along decreasing strengths, from one that is large enough for Newton's method; nothing where the path breaks off. */
export async function followed<At extends EquationAt>({
  equationOf,
  goal,
  start,
  maxIterations,
}: ContinuationOptions<At>): Promise<NewtonEnd<At> | undefined> {
  let reached = Number.POSITIVE_INFINITY;
  let strength = Math.max(1, goal);
  let factor = FASTEST;
  let u = start;
  let iterations = 0;
  while (iterations < maxIterations && factor > SLOWEST) {
    const most = Math.min(MOST_STEPS, maxIterations - iterations);
    const step = await newtonKrylov(equationOf(strength), u, most);
    iterations += Math.max(1, step?.iterations ?? 0);
    if (step?.converged) {
      if (strength === goal) return { ...step, iterations };
      u = step.end.point;
      reached = strength;
    } else if (reached === Number.POSITIVE_INFINITY) {
      strength *= FASTEST;
      continue;
    } else {
      factor = Math.sqrt(factor);
    }
    strength = Math.max(goal, reached / factor);
  }
  return undefined;
}
