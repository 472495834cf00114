import { InputError } from '../errors.ts';
import { addTo, dot, norm, plus } from '../linalg/index.ts';

/** A square matrix, known by what it does to a vector [n]; `conjugateGradients` needs it symmetric. */
export type Product = (p: Float64Array) => Promise<Float64Array>;

export interface LinearSolveOptions {
  /** Where to begin, [n]. Default: 0. */
  start?: Float64Array;
  /** Stop as soon as ‖b − Ax‖₂ is at most this; ≥ 0, in units of b. */
  tolerance: number;
  /** Most products with A, an integer ≥ 1. Default: twice the number of unknowns, at most 1000. */
  maxProducts?: number;
}

/**
 * - `converged`: the residual is as small as asked.
 * - `indefinite`: a direction p with pᵀAp ≤ 0 was met, so A is not positive definite; x is what there was before it.
 * - `max-products`: the residual was still falling.
 */
export interface LinearSolve {
  readonly x: Float64Array;
  readonly status: 'converged' | 'indefinite' | 'max-products';
  /** ‖b − Ax‖₂ as the recursion knows it. */
  readonly residual: number;
  readonly products: number;
}

/**
 * Solve Ax = b for a symmetric positive definite A by conjugate gradients.
 *
 * Source: Hestenes & Stiefel, J. Res. Nat. Bur. Standards 49 (1952); Nocedal & Wright, "Numerical Optimization", algorithm 5.2.
 *
 * @param right b, [n], not changed
 * @throws InputError on a tolerance or a number of products that makes no sense
 */
export async function conjugateGradients(
  product: Product,
  right: Float64Array,
  options: LinearSolveOptions,
): Promise<LinearSolve> {
  const { start, tolerance, maxProducts = Math.max(1, Math.min(2 * right.length, 1000)) } = options;
  if (!(tolerance >= 0)) throw new InputError(`tolerance: must be a number >= 0, got ${tolerance}`);
  if (!Number.isInteger(maxProducts) || maxProducts < 1) {
    throw new InputError(`maxProducts: must be an integer >= 1, got ${maxProducts}`);
  }
  const x = start ? Float64Array.from(start) : new Float64Array(right.length);
  const residual = start ? plus(right, -1, await product(start)) : Float64Array.from(right);
  let products = start ? 1 : 0;
  let direction: Float64Array = residual.slice();
  let squared = dot(residual, residual);
  const finish = (status: LinearSolve['status']): LinearSolve => ({ x, status, residual: norm(residual), products });

  while (Math.sqrt(squared) > tolerance) {
    if (products >= maxProducts) return finish('max-products');
    const image = await product(direction);
    products++;
    const curvature = dot(direction, image);
    if (!(curvature > 0)) return finish('indefinite');
    addTo(x, squared / curvature, direction);
    addTo(residual, -squared / curvature, image);
    const next = dot(residual, residual);
    direction = plus(residual, next / squared, direction);
    squared = next;
  }
  return finish('converged');
}
