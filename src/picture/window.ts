import { coordinate, quantiles } from './histogram.ts';
import { hullOf, type Interval, lengthOf } from './interval.ts';
import type { SiteAxis } from './site-cells.ts';

/** What part of space a plot shows: [low, high] of each of its axes. */
export type Window = readonly [x: Interval, y: Interval];

/** What a window looks at, along one coordinate. */
export interface Sight {
  positions: Float32Array;
  weights?: Float32Array;
  dimension: number;
  /** Where the target lies, and what the particles started from. */
  bounds: readonly Interval[];
  /** Cells of sites: beyond them there is nothing. */
  cells?: readonly SiteAxis[];
}

/** Nearly all particles: those that left the others do not count. */
const SHARES = [0.005, 0.995];
/** Around particles, of the interval that they fill. */
const ROOM = 0.02;
/** Around everything. */
const MARGIN = 0.04;
/** A cloud that fills more than so many times the bounds explodes, and would ruin the picture. */
const EXPLOSION = 4;

/** The interval of one coordinate: bounds and particles. */
export function intervalOf({ positions, weights, dimension, bounds, cells }: Sight, axis: number): Interval {
  const { edges } = cells?.[axis] ?? {};
  if (edges) return [edges[0]!, edges.at(-1)!];
  const known = hullOf(bounds);
  const values = coordinate(positions, axis, dimension);
  if (!values.every(Number.isFinite)) return withRoom(known);
  const [low, high] = quantiles(values, SHARES, weights) as [number, number];
  const room = ROOM * (high - low);
  const whole = hullOf([known, [low - room, high + room]]);
  return withRoom(lengthOf(whole) > EXPLOSION * lengthOf(known) ? known : whole);
}

const withRoom = ([low, high]: Interval): Interval => [low - MARGIN * (high - low), high + MARGIN * (high - low)];

/** So much of the mass outside is more than a picture can leave out. */
const MUCH = 0.03;

/** Whether many particles left a window, and not so far that it could not follow them. */
export function isLeft(
  window: readonly Interval[],
  { positions, weights, dimension }: Sight,
  axes: readonly number[],
): boolean {
  let [outside, total] = [0, 0];
  for (let row = 0; row < positions.length / dimension; row++) {
    const weight = weights?.[row] ?? 1;
    total += weight;
    const isOutside = axes.some((axis, k) => {
      const value = positions[row * dimension + axis]!;
      return value < window[k]![0] || value > window[k]![1];
    });
    if (isOutside) outside += weight;
  }
  return outside > MUCH * total;
}

/** Axes whose lengths differ by more are not of one kind: they are stretched. */
const MOST_UNEVEN = 4;

/** A window of the plane with the shape of a plot, the same units on both axes where they are alike. */
export function fitted([x, y]: Window, { width, height }: { width: number; height: number }): Window {
  const ratio = lengthOf(x) / lengthOf(y);
  if (ratio > MOST_UNEVEN || ratio < 1 / MOST_UNEVEN) return [x, y];
  const unitsPerPixel = Math.max(lengthOf(x) / width, lengthOf(y) / height);
  return [stretched(x, unitsPerPixel * width), stretched(y, unitsPerPixel * height)];
}

const stretched = ([low, high]: Interval, length: number): Interval => {
  const middle = (low + high) / 2;
  return [middle - length / 2, middle + length / 2];
};
