import { addTo, dot } from '../linalg/index.ts';
import type { Restriction } from './restriction.ts';

/** The coefficients of a restricted problem and how far from optimal they are. */
export interface Iterate {
  /** a > 0, [s]. */
  readonly a: Float64Array;
  /** q, [s]. */
  readonly q: Float64Array;
  /** ∇f = q (1 − R), [s]. */
  readonly gradient: Float64Array;
  /** W a, [r]. */
  readonly image: Float64Array;
  /** max R − 1. */
  readonly excess: number;
  /** Σ a |∇f|. */
  readonly complementarity: number;
}

export function iterateAt(problem: Restriction, a: Float64Array): Iterate {
  const { columns, masses, linear, quadratic } = problem;
  const image = new Float64Array(masses.length);
  for (let i = 0; i < a.length; i++) addTo(image, a[i]!, columnOf(columns, i, masses.length));
  const pull = masses.map((mass, j) => mass / image[j]!);
  const q = quadratic ? timesSymmetric(quadratic, a).map((value) => value + linear) : a.map(() => linear);
  const gradient = q.map((value, i) => value - dot(columnOf(columns, i, masses.length), pull));
  let excess = Number.NEGATIVE_INFINITY;
  let complementarity = 0;
  for (let i = 0; i < a.length; i++) {
    excess = Math.max(excess, -gradient[i]! / q[i]!);
    complementarity += a[i]! * Math.abs(gradient[i]!);
  }
  return { a, q, gradient, image, excess, complementarity };
}

/** As long as the minimiser along its ray: Σ a q = Σ m. */
export function onItsRay({ quadratic, linear, masses }: Restriction, a: Float64Array): Float64Array {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const half = (linear * a.reduce((sum, value) => sum + value, 0)) / 2;
  const curvature = quadratic ? dot(a, timesSymmetric(quadratic, a)) : 0;
  const length = total / (half + Math.sqrt(half * half + curvature * total));
  return a.map((value) => value * length);
}

/** Column i of numbers that are stored one column after the other. */
export const columnOf = (columns: Float64Array, i: number, rows: number): Float64Array =>
  columns.subarray(i * rows, (i + 1) * rows);

function timesSymmetric(matrix: Float64Array, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) addTo(out, v[i]!, columnOf(matrix, i, v.length));
  return out;
}
