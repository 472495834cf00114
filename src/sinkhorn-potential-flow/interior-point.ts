import { cubed } from '../elementary/index.ts';
import { dot } from '../linalg/index.ts';
import { factorised } from './lu.ts';

/** A ≥ 0 with w = Aa − q ≥ 0 and aᵀw = 0, to `gap` = aᵀw and `residual` = max |Aa − q − w|. */
export interface ComplementarySolution {
  readonly a: Float64Array;
  readonly w: Float64Array;
  readonly gap: number;
  readonly residual: number;
  readonly iterations: number;
}

const MOST_ITERATIONS = 60;
/** The share of the way to the boundary that a step takes. */
const SHY = 0.995;

/**
 * The linear complementarity problem a ≥ 0, w = Aa − q ≥ 0, aᵀw = 0 with a positive definite part of A, by Mehrotra's predictor-corrector
 * interior point method. It takes an A that is singular in float64: the barrier decides where A cannot.
 *
 * Source: Wright, "Primal-Dual Interior-Point Methods" (1997), chapters 8 and 10.
 *
 * @param matrix A, row-major [n, n]
 * @param q [n]
 * @param tolerance of gap and residual
 */
export function complementarySolution(matrix: Float64Array, q: Float64Array, tolerance: number): ComplementarySolution {
  const n = q.length;
  let a: Float64Array = new Float64Array(n).fill(1 / Math.sqrt(n));
  let w: Float64Array = residualOf(matrix, a, q).map((value) => Math.max(value, 0.1));
  let iterations = 0;
  for (; iterations < MOST_ITERATIONS; iterations++) {
    const fault = residualOf(matrix, a, q).map((value, i) => value - w[i]!);
    const gap = dot(a, w);
    if (gap <= tolerance && largest(fault) <= tolerance) break;

    const solve = factorised(newtonMatrix(matrix, a, w), n);
    const direction = (target: Float64Array): [Float64Array, Float64Array] => {
      const da = solve(target.map((value, i) => value - a[i]! * fault[i]!));
      return [da, product(matrix, da).map((value, i) => value + fault[i]!)];
    };
    const [affineA, affineW] = direction(a.map((value, i) => -value * w[i]!));
    const reach = Math.min(1, wayToBoundary(a, affineA), wayToBoundary(w, affineW));
    const left = a.reduce((sum, value, i) => sum + (value + reach * affineA[i]!) * (w[i]! + reach * affineW[i]!), 0);
    const centre = cubed(left / gap) * (gap / n);
    const [da, dw] = direction(a.map((value, i) => centre - value * w[i]! - affineA[i]! * affineW[i]!));
    const length = Math.min(1, SHY * Math.min(wayToBoundary(a, da), wayToBoundary(w, dw)));
    a = a.map((value, i) => value + length * da[i]!);
    w = w.map((value, i) => value + length * dw[i]!);
  }
  const fault = residualOf(matrix, a, q).map((value, i) => value - w[i]!);
  return { a, w, gap: dot(a, w), residual: largest(fault), iterations };
}

/** diag(a)A + diag(w). */
function newtonMatrix(matrix: Float64Array, a: Float64Array, w: Float64Array): Float64Array {
  const n = a.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = a[i]! * matrix[i * n + j]!;
    out[i * n + i]! += w[i]!;
  }
  return out;
}

function product(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => dot(matrix.subarray(i * n, (i + 1) * n), x));
}

const residualOf = (matrix: Float64Array, a: Float64Array, q: Float64Array): Float64Array =>
  product(matrix, a).map((value, i) => value - q[i]!);

const largest = (values: Float64Array): number => values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);

/** The largest step that keeps x + step·dx ≥ 0. */
function wayToBoundary(x: Float64Array, dx: Float64Array): number {
  let step = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if (dx[i]! < 0) step = Math.min(step, -x[i]! / dx[i]!);
  return step;
}
