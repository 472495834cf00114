import { coordinate, histogram } from './histogram.ts';
import { type Interval, lengthOf } from './interval.ts';
import { massesAlong, type SiteAxis } from './site-cells.ts';

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

/** A picture is so many pixels wide: more bars could not be told apart. */
const MOST_BARS = 240;

/** Sites of one coordinate: the cells in view, each a bar; where they are too many, as many of them together as it takes. */
export function barsOfSites(axis: SiteAxis, weights: Float32Array, [low, high]: Interval): Bar[] {
  const { edges } = axis;
  const masses = massesAlong(axis, weights);
  const inView = Array.from(masses.keys()).filter((cell) => edges[cell]! < high && edges[cell + 1]! > low);
  const together = Math.ceil(inView.length / MOST_BARS);
  return Array.from({ length: Math.ceil(inView.length / together) }, (_, i) => {
    const [first, end] = [inView[i * together]!, Math.min(inView.at(-1)! + 1, inView[i * together]! + together)];
    const [from, to] = [edges[first]!, edges[end]!];
    return { from, to, height: masses.subarray(first, end).reduce((sum, mass) => sum + mass, 0) / (to - from) };
  });
}

/** The upper edge of bars, from the ground to the ground. */
export function outlineOf(bars: readonly Bar[]): [x: number, height: number][] {
  const outline: [number, number][] = [];
  let height = 0;
  for (const bar of bars) {
    if (bar.height === height) continue;
    outline.push([bar.from, height], [bar.from, bar.height]);
    height = bar.height;
  }
  const end = bars.at(-1)!.to;
  return [[bars[0]!.from, 0], ...outline, [end, height], [end, 0]];
}

export const highestOf = (bars: readonly Bar[]): number => bars.reduce((top, { height }) => Math.max(top, height), 0);
