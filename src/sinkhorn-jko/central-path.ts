import { power } from '../elementary/index.ts';
import { dot } from '../linalg/index.ts';
import { type Iterate, iterateAt, onItsRay } from './iterate.ts';
import { newtonMatrix } from './newton-matrix.ts';
import { factorise } from './positive-definite.ts';
import type { Restriction } from './restriction.ts';

/** Share of the way to the boundary that a step may go. */
const CAUTION = 0.99;
/** The smallest coefficient to start from, over the largest. */
const FLOOR = 1e-3;
/** Of a coefficient that got here the mass is nothing, even if no other is near enough to tell. */
const NOTHING = 1e-100;
/** Iterations at the end for sites that hardly carry mass to settle. Where no other is near, their scale falls with them. */
const PATIENCE = 15;
/** Masses below this do not keep a step short, nor the barrier high: their coefficients fall as far as they may. */
const NEGLIGIBLE = 1e-13;
/** A barrier problem is solved when its residual is below so many times t. */
const LOOSENESS = 10;
/** Of the tolerance, for what a barrier leaves. */
const MARGIN = 0.01;
/** a z/t stays between this and its inverse. */
const OFF_CENTRE = 100;
/** t goes down by this factor at least, and superlinearly when it is small. */
const SHRINK = 0.2;
const SUPERLINEAR = 1.5;
/** The slope along a step may turn to this part of what it was. */
const TURN = 0.5;
/** The shortest step. */
const SHORTEST = 1e-6;

export interface CentralPathEnd {
  /** a > 0, [s]. */
  readonly coefficients: Float64Array;
  /** Which of them are on their way to 0, [s]. */
  readonly vanishing: readonly boolean[];
  readonly iterations: number;
}

/**
 * A dense problem by a primal-dual interior point method: Newton steps in relative changes of a on (∇f(a) − z, a z) = (0, t q²), where z are the
 * multipliers of a ≥ 0 and t goes to 0. The q² is there because a/q and z/q = 1 − R are what has no scale: far from the mass all of a, q and z are
 * tiny. A singular kernel is no obstacle: a z keeps the matrix definite.
 *
 * Source: Wächter & Biegler 2006, "On the implementation of an interior-point filter line-search algorithm", sections 2 and 3. The objective is
 * convex, so a line search on its slope replaces their filter.
 *
 * @param start ≥ 0, [s]; what is small in it is raised
 */
export function followCentralPath(
  problem: Restriction,
  start: Float64Array,
  { tolerance, maxIterations }: { tolerance: number; maxIterations: number },
): CentralPathEnd {
  let here = iterateAt(problem, startOf(problem, start));
  let t = Math.max(here.complementarity, tolerance) / start.length;
  let z: Float64Array = here.gradient.map((g, i) => Math.max(g, (t * here.q[i]! ** 2) / here.a[i]!));
  // a/q or z/q is at most √t.
  const least = (MARGIN * tolerance) ** 2;
  let patience = PATIENCE;
  for (let iteration = 0; ; iteration++) {
    const matrix = newtonMatrix(problem, here);
    const shares = sharesOf(matrix, here, z);
    const isSettled = shares.every(({ coefficient, multiplier }) => Math.min(coefficient, multiplier) <= tolerance);
    if (t === least && residual(here, z, t) <= LOOSENESS * t) patience--;
    const isDone = (isSettled || patience < 0) && here.excess <= tolerance && here.complementarity <= tolerance;
    while (t > least && residual(here, z, t) <= LOOSENESS * t)
      t = Math.max(least, Math.min(SHRINK * t, power(t, SUPERLINEAR)));
    const barrier = here.q.map((value) => t * value ** 2);
    const next = isDone || iteration === maxIterations ? undefined : newtonStep(problem, matrix, here, z, barrier);
    if (!next) {
      const vanishing = shares.map(({ coefficient, multiplier }) => coefficient < multiplier);
      return { coefficients: here.a, vanishing, iterations: iteration };
    }
    ({ here, z } = next);
  }
}

function startOf(problem: Restriction, start: Float64Array): Float64Array {
  const floor = FLOOR * start.reduce((top, value) => Math.max(top, value), 0);
  return onItsRay(
    problem,
    start.map((value) => Math.max(value, floor)),
  );
}

/** How far a and z are from the barrier problem of t, where there is mass. */
function residual({ a, q, gradient }: Iterate, z: Float64Array, t: number): number {
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! * q[i]! < NEGLIGIBLE) continue;
    const share = a[i]! / q[i]!;
    const slope = Math.abs(gradient[i]! - z[i]!) / q[i]!;
    worst = Math.max(worst, share * slope, Math.abs((share * z[i]!) / q[i]! - t));
  }
  return worst;
}

/**
 * How much R would change at a site if its coefficient were 0, to first order, and how far R is below 1 there. One of the two is 0 in the end;
 * both are free of the scale of a, which spans many orders of magnitude where the mass does.
 */
function sharesOf(
  matrix: Float64Array,
  { a, q }: Iterate,
  z: Float64Array,
): { coefficient: number; multiplier: number }[] {
  return Array.from(a, (value, i) => ({
    coefficient: value > NOTHING ? matrix[i * a.length + i]! / (value * q[i]!) : 0,
    multiplier: z[i]! / q[i]!,
  }));
}

/** Towards the minimum of a barrier problem; nothing where no step is left. @param barrier t q² */
function newtonStep(
  problem: Restriction,
  matrix: Float64Array,
  here: Iterate,
  z: Float64Array,
  barrier: Float64Array,
): { here: Iterate; z: Float64Array } | undefined {
  const { a, gradient } = here;
  const definite = matrix.slice();
  for (let i = 0; i < a.length; i++) definite[i * a.length + i]! += a[i]! * z[i]!;
  const downhill = a.map((value, i) => barrier[i]! - value * gradient[i]!);
  const relative = factorise(definite, a.length)?.solve(downhill);
  if (!relative) return undefined;
  const change = z.map((value, i) => barrier[i]! / a[i]! - value * (1 + relative[i]!));
  const next = search(problem, here, relative, barrier);
  if (!next) return undefined;
  const length = longest(change, z);
  return {
    here: next,
    z: z.map((value, i) => {
      const centre = barrier[i]! / next.a[i]!;
      return Math.min(Math.max(value + length * change[i]!, centre / OFF_CENTRE), centre * OFF_CENTRE);
    }),
  };
}

/** The longest step along which the barrier problem does not rise: it is convex, so the slope at its end tells. */
function search(
  problem: Restriction,
  { a, q, gradient }: Iterate,
  relative: Float64Array,
  barrier: Float64Array,
): Iterate | undefined {
  const direction = relative.map((change, i) => change * a[i]!);
  const slopeOf = (at: { a: Float64Array; gradient: Float64Array }): number =>
    dot(
      direction,
      at.gradient.map((g, i) => g - barrier[i]! / at.a[i]!),
    );
  const first = slopeOf({ a, gradient });
  const weighty = a.map((value, i) => (value * q[i]! > NEGLIGIBLE ? value : Number.POSITIVE_INFINITY));
  for (let length = longest(direction, weighty); length >= SHORTEST; length /= 2) {
    const next = iterateAt(
      problem,
      a.map((value, i) => Math.max(value + length * direction[i]!, (1 - CAUTION) * value, NOTHING)),
    );
    if (slopeOf(next) <= TURN * Math.abs(first)) return next;
  }
  return undefined;
}

/** The longest step, at most 1, that keeps values > 0. */
function longest(change: Float64Array, values: Float64Array): number {
  let length = 1;
  for (let i = 0; i < values.length; i++) {
    if (change[i]! < 0) length = Math.min(length, (-CAUTION * values[i]!) / change[i]!);
  }
  return length;
}
