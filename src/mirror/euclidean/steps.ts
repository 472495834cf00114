import type { Mirror } from './mirror.ts';
import { mapRows, requireInside } from './rows.ts';

export interface EuclideanStepOptions {
  /** ε, time units. */
  stepSize: number;
  form: 'mirror' | 'primal';
  /** d. */
  dimension: number;
}

/**
 * One explicit step of size ε. `mirror` is mirror descent, x⁺ = ∇u*(∇u(x) − ε∇F(x)) (Nemirovski & Yudin 1983); `primal` is x⁺ = x − ε(∇²u(x))⁻¹∇F(x).
 * Both are of order 1. Where ∇²u vanishes at the minimum of F, the flow gets there in finite time and the steps jump over it for ever: for u = x⁴,
 * F = ½x² they end in the 2-cycle |x| = √(ε/8).
 *
 * @param points x, [n, d], in the domain of the mirror; not changed
 * @param forces ∇F(x), [n, d]
 * @returns x⁺, [n, d]
 * @throws RunError naming the first particle that left the domain
 */
export function euclideanMirrorStep(
  mirror: Mirror,
  points: Float64Array,
  forces: Float64Array,
  { stepSize, form, dimension }: EuclideanStepOptions,
): Float64Array {
  const move = form === 'mirror' ? mirrorMove : primalMove;
  const next = mapRows((x, force) => move(mirror, x, force, stepSize), points, dimension, forces);
  return requireInside(mirror, next, dimension);
}

function mirrorMove(mirror: Mirror, x: Float64Array, force: Float64Array, stepSize: number): Float64Array {
  return mirror.inverse(mirror.gradient(x).map((y, k) => y - stepSize * force[k]!));
}

function primalMove(mirror: Mirror, x: Float64Array, force: Float64Array, stepSize: number): Float64Array {
  const move = mirror.precondition(x, force);
  return x.map((value, k) => value - stepSize * move[k]!);
}
