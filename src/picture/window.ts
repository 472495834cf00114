import { coordinate, quantiles } from './histogram.ts';
import { hullOf, type Interval, lengthOf } from './interval.ts';
import type { SiteAxis } from './site-cells.ts';

/** What part of space a plot shows: [low, high] of each of its axes. */
export type Window = readonly [x: Interval, y: Interval];

/** What a window looks at. */
export interface Sight {
  positions: Float32Array;
  weights?: Float32Array | undefined;
  dimension: number;
  /** Cells of sites: beyond them there is nothing. */
  cells?: readonly SiteAxis[];
}

/** Nearly all particles; fewer where some are too far away. */
const SHARES = [0.005, 0.015];
/** Around particles, of the interval that they fill. */
const ROOM = 0.02;
/** Around everything. */
const MARGIN = 0.04;
/** A cloud that fills more than so many times the bounds explodes, and would ruin the picture. */
const EXPLOSION = 4;

/** @param bounds where the target lies, or what the particles started from, along this coordinate */
export function intervalOf({ positions, weights, dimension, cells }: Sight, axis: number, bounds: Interval): Interval {
  const { edges } = cells?.[axis] ?? {};
  if (edges) return [edges[0]!, edges.at(-1)!];
  const values = coordinate(positions, axis, dimension);
  if (!values.every(Number.isFinite)) return withRoom(bounds);
  const intervals = SHARES.map((share) => {
    const [low, high] = quantiles(values, [share, 1 - share], weights) as [number, number];
    return hullOf([bounds, [low - ROOM * (high - low), high + ROOM * (high - low)]]);
  });
  return withRoom(intervals.find((each) => lengthOf(each) <= EXPLOSION * lengthOf(bounds)) ?? bounds);
}

const withRoom = ([low, high]: Interval): Interval => [low - MARGIN * (high - low), high + MARGIN * (high - low)];

/** So much of the mass outside is more than a picture can leave out. */
const MUCH = 0.03;

/** Whether many particles left a window. */
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
const MOST_UNEVEN = 2.5;

/** Width over height of a window with the same units on both axes; nothing where they are not of one kind. */
export function aspectOf([x, y]: Window): number | undefined {
  const ratio = lengthOf(x) / lengthOf(y);
  return ratio > MOST_UNEVEN || ratio < 1 / MOST_UNEVEN ? undefined : ratio;
}

/** A window of the plane with the shape of a plot, the same units on both axes where they are of one kind. */
export function fitted(window: Window, { width, height }: { width: number; height: number }): Window {
  if (aspectOf(window) === undefined) return window;
  const [x, y] = window;
  const unitsPerPixel = Math.max(lengthOf(x) / width, lengthOf(y) / height);
  return [stretched(x, unitsPerPixel * width), stretched(y, unitsPerPixel * height)];
}

const stretched = ([low, high]: Interval, length: number): Interval => {
  const middle = (low + high) / 2;
  return [middle - length / 2, middle + length / 2];
};
