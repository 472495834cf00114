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

/** A measure on the line, sorted; weights sum to 1. */
export interface LineMeasure {
  positions: Float64Array;
  weights: Float64Array;
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
  const { positions, weights } = lineMeasure(x, a, { points: 'x', weights: 'a' });
  let level = 0;
  let sum = 0;
  for (let i = 0; i < positions.length; i++) {
    const piece = weights[i]! / resolution;
    for (let k = 0; k < resolution && piece > 0; k++) {
      sum += piece * (positions[i]! - quantile(level + (k + 0.5) * piece)) ** 2;
    }
    level += weights[i]!;
  }
  return Math.sqrt(sum);
}

/** @throws InputError unless p >= 1 and finite */
export function checkOrder(p: number): number {
  if (p >= 1 && p < Number.POSITIVE_INFINITY) return p;
  throw new InputError(`p is ${p}, but must be a number >= 1`);
}

/** W_p^p between two sorted measures. */
export function powerCost(first: LineMeasure, second: LineMeasure, p: number): number {
  let i = 0;
  let j = 0;
  let left = first.weights[0]!;
  let right = second.weights[0]!;
  let sum = 0;
  for (;;) {
    const moved = Math.min(left, right);
    sum += moved * Math.abs(first.positions[i]! - second.positions[j]!) ** p;
    left -= moved;
    right -= moved;
    if (left <= 0) {
      if (++i >= first.positions.length) return sum;
      left = first.weights[i]!;
    }
    if (right <= 0) {
      if (++j >= second.positions.length) return sum;
      right = second.weights[j]!;
    }
  }
}

/** Positions sorted with their weights. @throws InputError as `wasserstein1d` */
export function lineMeasure(
  points: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  names: { points: string; weights: string },
): LineMeasure {
  const positions = Float64Array.from(points);
  const count = positions.length;
  if (count === 0) throw new InputError(`${names.points} has no points, but needs at least one`);
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${names.points}[${bad}] is ${positions[bad]}, but must be a finite number`);
  if (!weights) return { positions: positions.sort(), weights: new Float64Array(count).fill(1 / count) };
  const masses = checkWeights(Float64Array.from(weights), count, names.weights);
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((i, j) => positions[i]! - positions[j]! || i - j);
  return {
    positions: Float64Array.from(order, (i) => positions[i]!),
    weights: Float64Array.from(order, (i) => masses[i]!),
  };
}
