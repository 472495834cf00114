import { RunError } from '../../errors.ts';
import type { Mirror } from './mirror.ts';

/** The rows [n] of `points`, [n, d], through a function of points; row by row beside `others` where it takes two. */
export function mapRows(
  f: (row: Float64Array, other: Float64Array) => Float64Array,
  points: Float64Array,
  dimension: number,
  others: Float64Array = points,
): Float64Array {
  const out = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += dimension) {
    out.set(f(points.subarray(at, at + dimension), others.subarray(at, at + dimension)), at);
  }
  return out;
}

/** The first row that is not in the domain of a mirror; undefined when there is none. */
export function firstOutside(mirror: Mirror, points: Float64Array, dimension: number): number | undefined {
  for (let at = 0; at < points.length; at += dimension) {
    if (!mirror.contains(points.subarray(at, at + dimension))) return at / dimension;
  }
  return undefined;
}

/** @throws RunError naming the first particle that a step put outside the domain */
export function requireInside(mirror: Mirror, points: Float64Array, dimension: number): Float64Array {
  const row = firstOutside(mirror, points, dimension);
  if (row === undefined) return points;
  const place = Array.from(points.subarray(row * dimension, (row + 1) * dimension));
  const where = place.every(Number.isFinite)
    ? `is at [${place}]`
    : 'is nowhere, as no point has its mirror coordinate or ∇²u is 0 there';
  throw new RunError(
    `particle ${row} left the domain of the mirror ${mirror.type}: it ${where}, and ${mirror.rule} (try a smaller step size)`,
  );
}
