import { InputError } from '../errors.ts';
import { checkWeights } from './check-weights.ts';

export interface Wasserstein1dOptions {
  /** Weights of x, >= 0; uniform when left out. */
  a?: ArrayLike<number>;
  /** Weights of y, >= 0; uniform when left out. */
  b?: ArrayLike<number>;
  /** The order p >= 1. Default 2. */
  p?: number;
}

/** A measure on the line: ascending positions, and their weights with the sum 1, left out where all are equal. */
export interface LineMeasure {
  positions: Float64Array;
  weights?: Float64Array;
}

/**
 * The Wasserstein distance W_p between two weighted samples of the line, exactly: (∫₀¹ |F⁻¹(u) − G⁻¹(u)|^p du)^{1/p} over the merged steps of the two
 * quantile functions. O(n log n + m log m).
 *
 * @returns W_p (not its p-th power) with the cost |x − y|^p
 * @throws InputError for no points, values that are not finite, p < 1, or weights that are negative or do not sum to 1 within 1e-5
 */
export function wasserstein1d(x: ArrayLike<number>, y: ArrayLike<number>, options: Wasserstein1dOptions = {}): number {
  const { a, b, p = 2 } = options;
  const first = lineMeasure(x, a, { points: 'x', weights: 'a' });
  const second = lineMeasure(y, b, { points: 'y', weights: 'b' });
  return powerCost(first, second, checkOrder(p)) ** (1 / p);
}

/**
 * W_2 between a weighted sample and a measure given by its exact quantile function, by the midpoint rule on `resolution` pieces of every step of
 * the sample's quantile function.
 *
 * @throws InputError as `wasserstein1d`
 */
export function wasserstein1dToQuantile(
  x: ArrayLike<number>,
  quantile: (u: number) => number,
  options: { a?: ArrayLike<number>; resolution?: number } = {},
): number {
  const { a, resolution = 16 } = options;
  if (!(Number.isInteger(resolution) && resolution > 0)) {
    throw new InputError(`resolution is ${resolution}, but must be a positive integer`);
  }
  const measure = lineMeasure(x, a, { points: 'x', weights: 'a' });
  let level = 0;
  let sum = 0;
  measure.positions.forEach((position, i) => {
    const piece = weightAt(measure, i) / resolution;
    for (let k = 0; k < resolution && piece > 0; k++) {
      sum += piece * (position - quantile(level + (k + 0.5) * piece)) ** 2;
    }
    level += weightAt(measure, i);
  });
  return Math.sqrt(sum);
}

/** @throws InputError unless p >= 1 and finite */
export function checkOrder(p: number): number {
  if (p >= 1 && p < Number.POSITIVE_INFINITY) return p;
  throw new InputError(`p is ${p}, but must be a number >= 1`);
}

/** W_p^p of two measures on the line, exact for any sizes and weights. O(n + m). */
export function powerCost(first: LineMeasure, second: LineMeasure, p: number): number {
  const cost = p === 2 ? (z: number) => z * z : (z: number) => Math.abs(z) ** p;
  const paired = !first.weights && !second.weights && first.positions.length === second.positions.length;
  return paired ? pairedCost(first.positions, second.positions, cost) : mergedCost(first, second, cost);
}

function pairedCost(x: Float64Array, y: Float64Array, cost: (z: number) => number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += cost(x[i]! - y[i]!);
  return sum / x.length;
}

/** The integral over the merged steps of the two quantile functions. */
function mergedCost(first: LineMeasure, second: LineMeasure, cost: (z: number) => number): number {
  let i = 0;
  let j = 0;
  let left = weightAt(first, 0);
  let right = weightAt(second, 0);
  let sum = 0;
  for (;;) {
    const moved = Math.min(left, right);
    sum += moved * cost(first.positions[i]! - second.positions[j]!);
    left -= moved;
    right -= moved;
    if (left <= 0) {
      if (++i >= first.positions.length) return sum;
      left = weightAt(first, i);
    }
    if (right <= 0) {
      if (++j >= second.positions.length) return sum;
      right = weightAt(second, j);
    }
  }
}

const weightAt = ({ positions, weights }: LineMeasure, i: number): number => weights?.[i] ?? 1 / positions.length;

/** Positions sorted with their weights. @throws InputError as `wasserstein1d` */
function lineMeasure(
  points: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  names: { points: string; weights: string },
): LineMeasure {
  const positions = Float64Array.from(points);
  const count = positions.length;
  if (count === 0) throw new InputError(`${names.points} has no points, but needs at least one`);
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${names.points}[${bad}] is ${positions[bad]}, but must be a finite number`);
  return sortedMeasure(positions, weights && checkWeights(Float64Array.from(weights), count, names.weights));
}

/** Finite positions, sorted in place where the weights are equal, with weights of the sum 1. O(n log n). */
export function sortedMeasure(positions: Float64Array, weights?: Float64Array): LineMeasure {
  const equal = weights?.every((weight) => weight === weights[0]) ?? true;
  if (!weights || equal) return { positions: positions.sort() };
  const order = Int32Array.from(positions, (_, i) => i).sort((i, j) => positions[i]! - positions[j]! || i - j);
  return {
    positions: Float64Array.from(order, (i) => positions[i]!),
    weights: Float64Array.from(order, (i) => weights[i]!),
  };
}
