import { plus, scaled } from '../linalg/index.ts';
import type { Product } from './conjugate-gradients.ts';
import { gmres } from './gmres.ts';

/** A system r(u) = 0 of n equations for n logarithms u, at some u. */
export interface EquationAt {
  /** u, [n]. */
  readonly point: Float64Array;
  /** r, [n]. */
  readonly residual: Float64Array;
  /** How far from 0 all of r is, ≥ 0: what each step has to lower. */
  readonly fault: number;
  /** Whether that is near enough. */
  readonly isSolved: boolean;
  /** du → (∂r/∂u)du. */
  readonly derivative: () => Product;
  /** Whether u_i has a say, and so must not be changed by too much at once. */
  readonly counts: (i: number) => boolean;
}

/** Where Newton's method came to. */
export interface NewtonEnd<At extends EquationAt = EquationAt> {
  readonly end: At;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The most that a logarithm that counts changes in a step. */
const LONGEST = 5;
const LEAST_DECREASE = 1e-4;
const SHORTEST = 1e-6;
const KRYLOV_DIMENSIONS = 250;
const FINEST = 1e-8;
const COARSEST = 1e-4;

/**
 * Newton's method for logarithms, without a matrix: each direction by GMRES, as exact as quadratic convergence asks for, and halved steps.
 *
 * @param equation the system at u; nothing where it overflows
 * @param most Newton steps
 * @returns nothing where the system overflows at the start
 */
export async function newtonKrylov<At extends EquationAt>(
  equation: (u: Float64Array) => Promise<At | undefined>,
  start: Float64Array,
  most: number,
): Promise<NewtonEnd<At> | undefined> {
  const first = await equation(start);
  if (!first) return undefined;
  let end: At = first;
  for (let iterations = 0; ; iterations++) {
    if (end.isSolved || iterations === most) return { end, iterations, converged: end.isSolved };
    const next: At | undefined = await lower(equation, end, await newtonDirection(end));
    if (!next) return { end, iterations, converged: false };
    end = next;
  }
}

function newtonDirection({ derivative, residual, fault }: EquationAt): Promise<Float64Array> {
  const tolerance = Math.max(FINEST, Math.min(COARSEST, fault));
  return gmres(derivative(), scaled(-1, residual), { tolerance, most: KRYLOV_DIMENSIONS });
}

/** The first of the steps 1, ½, ¼, … that makes the fault smaller. */
async function lower<At extends EquationAt>(
  equation: (u: Float64Array) => Promise<At | undefined>,
  { point, counts, fault }: At,
  direction: Float64Array,
): Promise<At | undefined> {
  const longest = direction.reduce((top, value, i) => (counts(i) ? Math.max(top, Math.abs(value)) : top), 0);
  for (let step = Math.min(1, LONGEST / longest); step > SHORTEST; step /= 2) {
    const next = await equation(plus(point, step, direction));
    if (next && next.fault < fault * (1 - LEAST_DECREASE * step)) return next;
  }
  return undefined;
}
