import { coordinate, histogram } from './histogram.ts';
import { type Interval, lengthOf } from './interval.ts';
import { lengthsOf, massesAlong, type SiteAxis } from './site-cells.ts';

/** A density that is constant from one place to another. */
export interface Bar {
  from: number;
  to: number;
  height: number;
}

/** More particles show more detail (Rice's rule, doubled because a window is wider than the particles). */
const binsFor = (count: number): number => Math.min(60, Math.max(16, Math.round(4 * Math.cbrt(count))));

/** Particles of one coordinate in equal bins. */
export function barsOfParticles(
  { positions, weights, dimension }: { positions: Float32Array; weights?: Float32Array; dimension: number },
  axis: number,
  interval: Interval,
): Bar[] {
  const values = coordinate(positions, axis, dimension);
  const bins = binsFor(values.length);
  const half = lengthOf(interval) / bins / 2;
  return histogram(values, weights, interval, bins).map(([x, height]) => ({ from: x - half, to: x + half, height }));
}

/** Sites of one coordinate in their own cells. */
export function barsOfSites(axis: SiteAxis, weights: Float32Array): Bar[] {
  const { edges } = axis;
  const lengths = lengthsOf(edges);
  return Array.from(massesAlong(axis, weights), (mass, cell) => ({
    ...{ from: edges[cell]!, to: edges[cell + 1]! },
    height: mass / lengths[cell]!,
  }));
}

/** The upper edge of bars, from the ground to the ground. */
export function outlineOf(bars: readonly Bar[]): [position: number, height: number][] {
  return [
    [bars[0]!.from, 0],
    ...bars.flatMap(({ from, to, height }): [number, number][] => [
      [from, height],
      [to, height],
    ]),
    [bars.at(-1)!.to, 0],
  ];
}

export const highestOf = (bars: readonly Bar[]): number => bars.reduce((top, { height }) => Math.max(top, height), 0);
