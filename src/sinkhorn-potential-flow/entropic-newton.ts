import { plus, scaled } from '../linalg/index.ts';
import { type EntropicEquation, type EquationAt, equationAt } from './entropic-equation.ts';
import { gmres } from './gmres.ts';

export interface NewtonOptions {
  readonly tolerance: number;
  readonly most: number;
}

/** Where Newton's method came to. */
export interface NewtonEnd {
  readonly end: EquationAt;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The most that log a changes in a step, where there is mass to speak of. */
const LONGEST = 5;
const MASS_TO_SPEAK_OF = 1e-14;
const LEAST_DECREASE = 1e-4;
const SHORTEST = 1e-6;
const KRYLOV_DIMENSIONS = 250;
const FINEST = 1e-8;
const COARSEST = 1e-2;

/** Newton's method in u = log a⁺ with halved steps; nothing where the equation overflows at the start. */
export async function newton(
  equation: EntropicEquation,
  start: Float64Array,
  { tolerance, most }: NewtonOptions,
): Promise<NewtonEnd | undefined> {
  let at = await equationAt(equation, start);
  if (!at) return undefined;
  for (let iterations = 0; ; iterations++) {
    const converged = at.fault <= tolerance * at.scale;
    if (converged || iterations === most) return { end: at, iterations, converged };
    const next = await lower(equation, at, await newtonDirection(at));
    if (!next) return { end: at, iterations, converged };
    at = next;
  }
}

/** As exact as quadratic convergence asks for. */
function newtonDirection({ derivative, residual, fault }: EquationAt): Promise<Float64Array> {
  const tolerance = Math.max(FINEST, Math.min(COARSEST, fault));
  return gmres(derivative, scaled(-1, residual), { tolerance, most: KRYLOV_DIMENSIONS });
}

/** The first of the steps 1, ½, ¼, … that makes the fault smaller. */
async function lower(
  equation: EntropicEquation,
  { logCoefficients, coefficients, fault }: EquationAt,
  direction: Float64Array,
): Promise<EquationAt | undefined> {
  const longest = direction.reduce(
    (top, value, i) => (coefficients[i]! > MASS_TO_SPEAK_OF ? Math.max(top, Math.abs(value)) : top),
    0,
  );
  for (let step = Math.min(1, LONGEST / longest); step > SHORTEST; step /= 2) {
    const next = await equationAt(equation, plus(logCoefficients, step, direction));
    if (next && next.fault < fault * (1 - LEAST_DECREASE * step)) return next;
  }
  return undefined;
}
