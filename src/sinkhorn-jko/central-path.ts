import { addTo, dot } from '../linalg/index.ts';
import { factorise } from './positive-definite.ts';
import type { Restriction } from './restriction.ts';

/** Share of the way to the boundary that a step may go. */
const CAUTION = 0.995;
/** The smallest coefficient to start from, over the largest. */
const FLOOR = 1e-3;

export interface CentralPathEnd {
  /** a > 0, [s]. */
  readonly coefficients: Float64Array;
  /** Which of them are on their way to 0, [s]. */
  readonly vanishing: readonly boolean[];
  readonly iterations: number;
}

/** The slope of the objective at a, and how far from optimal a is. */
interface Slope {
  readonly q: Float64Array;
  /** ∇f = q (1 − R), [s]. */
  readonly gradient: Float64Array;
  /** W a, [r]. */
  readonly image: Float64Array;
  readonly excess: number;
  readonly complementarity: number;
}

/**
 * A dense problem by a primal-dual interior point method: Newton steps in relative changes of a on (∇f(a) − z, a z) = (0, t), t going to 0 by
 * Mehrotra's predictor and corrector. A singular kernel is no obstacle: a z keeps the matrix definite.
 *
 * Source: Nocedal & Wright, "Numerical Optimization", algorithm 16.4.
 *
 * @param start ≥ 0, [s]; what is small in it is raised
 */
export function followCentralPath(
  problem: Restriction,
  start: Float64Array,
  { tolerance, maxIterations }: { tolerance: number; maxIterations: number },
): CentralPathEnd {
  let a = startOf(problem, start);
  let slope = slopeAt(problem, a);
  let z = slope.gradient.map((g, i) => Math.max(g, 0) + FLOOR / (a.length * a[i]!));
  for (let iteration = 0; ; iteration++) {
    const matrix = newtonMatrix(problem, a, z, slope.image);
    const shares = sharesOf(matrix, a, z, slope);
    const decided = shares.every(({ coefficient, multiplier }) => Math.min(coefficient, multiplier) <= tolerance);
    const converged = decided && slope.excess <= tolerance && slope.complementarity <= tolerance;
    const step = converged || iteration === maxIterations ? undefined : newtonStep(matrix, a, z, slope);
    if (!step) {
      const vanishing = shares.map(({ coefficient, multiplier }) => coefficient < multiplier);
      return { coefficients: a, vanishing, iterations: iteration };
    }
    a = a.map((value, i) => value * (1 + step.length * step.relative[i]!));
    z = z.map((value, i) => value + step.length * step.multipliers[i]!);
    slope = slopeAt(problem, a);
  }
}

/** Inside the orthant, and as long as the minimiser along its ray: Σ a q = Σ m. */
function startOf({ quadratic, linear, masses }: Restriction, start: Float64Array): Float64Array {
  const floor = FLOOR * start.reduce((top, value) => Math.max(top, value), 0);
  const raised = start.map((value) => Math.max(value, floor));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const half = (linear * raised.reduce((sum, value) => sum + value, 0)) / 2;
  const curvature = quadratic ? dot(raised, timesSymmetric(quadratic, raised)) : 0;
  const length = total / (half + Math.sqrt(half * half + curvature * total));
  return raised.map((value) => value * length);
}

function slopeAt(problem: Restriction, a: Float64Array): Slope {
  const { columns, masses, linear, quadratic } = problem;
  const rows = masses.length;
  const column = (i: number): Float64Array => columns.subarray(i * rows, (i + 1) * rows);
  const image = new Float64Array(rows);
  for (let i = 0; i < a.length; i++) addTo(image, a[i]!, column(i));
  const pull = masses.map((mass, j) => mass / image[j]!);
  const q = quadratic ? timesSymmetric(quadratic, a).map((value) => value + linear) : a.map(() => linear);
  const gradient = q.map((value, i) => value - dot(column(i), pull));
  let excess = Number.NEGATIVE_INFINITY;
  let complementarity = 0;
  for (let i = 0; i < a.length; i++) {
    excess = Math.max(excess, -gradient[i]! / q[i]!);
    complementarity += a[i]! * Math.abs(gradient[i]!);
  }
  return { q, gradient, image, excess, complementarity };
}

/**
 * How much R would change at a site if its coefficient were 0, to first order, and how far R is below 1 there. One of the two is 0 in the end;
 * both are free of the scale of a, which spans many orders of magnitude where the mass does.
 */
function sharesOf(
  matrix: Float64Array,
  a: Float64Array,
  z: Float64Array,
  { q }: Slope,
): { coefficient: number; multiplier: number }[] {
  return Array.from(a, (value, i) => ({
    coefficient: (matrix[i * a.length + i]! / value - z[i]!) / q[i]!,
    multiplier: z[i]! / q[i]!,
  }));
}

interface NewtonStep {
  /** Δa/a, [s]. */
  readonly relative: Float64Array;
  /** Δz, [s]. */
  readonly multipliers: Float64Array;
  readonly length: number;
}

function newtonStep(matrix: Float64Array, a: Float64Array, z: Float64Array, slope: Slope): NewtonStep | undefined {
  const factors = factorise(matrix, a.length);
  if (!factors) return undefined;
  const towards = (targets: Float64Array): NewtonStep => {
    const relative = factors.solve(targets.map((target, i) => target - a[i]! * slope.gradient[i]!));
    const multipliers = z.map((value, i) => targets[i]! / a[i]! - value * (1 + relative[i]!));
    return { relative, multipliers, length: Math.min(1, CAUTION * longest(relative, multipliers, z)) };
  };
  const predictor = towards(new Float64Array(a.length));
  const gap = dot(a, z) / a.length;
  let left = 0;
  for (let i = 0; i < a.length; i++) {
    const { length, relative, multipliers } = predictor;
    left += a[i]! * (1 + length * relative[i]!) * (z[i]! + length * multipliers[i]!);
  }
  const centre = (left / a.length / gap) ** 3 * gap;
  const corrected = predictor.relative.map((change, i) => centre - a[i]! * change * predictor.multipliers[i]!);
  return towards(corrected);
}

/** The longest step with a and z ≥ 0. */
function longest(relative: Float64Array, multipliers: Float64Array, z: Float64Array): number {
  let length = Number.POSITIVE_INFINITY;
  for (let i = 0; i < z.length; i++) {
    if (relative[i]! < 0) length = Math.min(length, -1 / relative[i]!);
    if (multipliers[i]! < 0) length = Math.min(length, -z[i]! / multipliers[i]!);
  }
  return length;
}

/** diag(a) (Q + Wᵀ diag(m/(Wa)²) W) diag(a) + diag(a z): only the lower triangle. */
function newtonMatrix(problem: Restriction, a: Float64Array, z: Float64Array, image: Float64Array): Float64Array {
  const { columns, masses, quadratic } = problem;
  const [n, rows] = [a.length, masses.length];
  const roots = masses.map((mass, j) => Math.sqrt(mass) / image[j]!);
  const weighted = columns.map((value, at) => value * roots[at % rows]!);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const left = weighted.subarray(i * rows, (i + 1) * rows);
    for (let k = 0; k <= i; k++) {
      const curvature = dot(left, weighted.subarray(k * rows, (k + 1) * rows)) + (quadratic?.[i * n + k] ?? 0);
      matrix[i * n + k] = a[i]! * curvature * a[k]!;
    }
    matrix[i * n + i]! += a[i]! * z[i]!;
  }
  return matrix;
}

function timesSymmetric(matrix: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) addTo(out, v[i]!, matrix.subarray(i * v.length, (i + 1) * v.length));
  return out;
}
