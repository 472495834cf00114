import { RunError } from '../errors.ts';

/** What a solver made of a JKO step. */
export interface Attempt {
  readonly points: Float64Array;
  readonly energyBefore: number;
  readonly energyAfter: number;
  readonly residual: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly hessianProducts?: number;
  readonly status: string;
}

/** How often a step is halved before the run gives up. */
const MOST_HALVINGS = 6;

/**
 * A JKO step, or two of half the size where the solver cannot finish it, and so on; the work of all attempts is added up.
 * @throws RunError when halving does not help
 */
export async function patientStep<A extends Attempt>(
  start: Float64Array,
  { stepSize, tolerance }: { stepSize: number; tolerance: number },
  solve: (start: Float64Array, stepSize: number) => Promise<A>,
  halvings = 0,
): Promise<A & { retries: number }> {
  const whole = await solve(start, stepSize);
  if (whole.status === 'converged' || whole.status === 'rounding-limit') return { ...whole, retries: 0 };
  if (halvings === MOST_HALVINGS) {
    throw new RunError(
      `the JKO solver ended with ${whole.status} at the residual ${whole.residual.toExponential(1)}, also in ${2 ** halvings} ` +
        `smaller steps (allowed: ${tolerance})`,
    );
  }
  const half = { stepSize: stepSize / 2, tolerance };
  const first = await patientStep(start, half, solve, halvings + 1);
  const second = await patientStep(first.points, half, solve, halvings + 1);
  return {
    ...second,
    energyBefore: first.energyBefore,
    residual: Math.max(first.residual, second.residual),
    iterations: whole.iterations + first.iterations + second.iterations,
    evaluations: whole.evaluations + first.evaluations + second.evaluations,
    hessianProducts: (whole.hessianProducts ?? 0) + (first.hessianProducts ?? 0) + (second.hessianProducts ?? 0),
    retries: 1 + first.retries + second.retries,
  };
}
