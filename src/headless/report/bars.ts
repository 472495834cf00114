import type { RecordedFrame } from '../output/frame-file.ts';
import type { Interval } from './grid.ts';
import { coordinate, histogram } from './histogram.ts';
import type { Exhibit, Look } from './material.ts';
import { massesAlong, type SiteAxis } from './site-cells.ts';

/** A density that is constant from one place to another. */
export interface Bar {
  from: number;
  to: number;
  height: number;
}

/** More particles show more detail (Rice's rule, doubled because the view is wider than the particles). */
const binsFor = (count: number): number => Math.min(60, Math.max(16, Math.round(4 * Math.cbrt(count))));

/** A picture is so many pixels wide: more bars could not be told apart. */
const MOST_BARS = 240;

/** One coordinate of one frame as a density: of sites on a grid in their own cells, of particles in equal bins. */
export function barsOf({ axes, dimension }: Exhibit, { frame, view }: Look, axis: number): Bar[] {
  const cells = axes?.[axis];
  const interval = view.intervals[axis]!;
  return cells ? barsOfCells(cells, frame, interval) : barsOfBins(frame, interval, axis, dimension);
}

/** The cells in view, each a bar; where they are too many, as many of them together as it takes. */
function barsOfCells(cells: SiteAxis, frame: RecordedFrame, [low, high]: Interval): Bar[] {
  const { edges } = cells;
  const masses = massesAlong(cells, frame);
  const inView = Array.from(masses.keys()).filter((cell) => edges[cell]! < high && edges[cell + 1]! > low);
  const together = Math.ceil(inView.length / MOST_BARS);
  return Array.from({ length: Math.ceil(inView.length / together) }, (_, i) => {
    const [first, end] = [inView[i * together]!, Math.min(inView.at(-1)! + 1, inView[i * together]! + together)];
    const [from, to] = [edges[first]!, edges[end]!];
    return { from, to, height: masses.subarray(first, end).reduce((sum, mass) => sum + mass, 0) / (to - from) };
  });
}

function barsOfBins({ positions, weights }: RecordedFrame, interval: Interval, axis: number, dimension: number): Bar[] {
  const values = coordinate(positions, axis, dimension);
  const bins = binsFor(values.length);
  const half = (interval[1] - interval[0]) / bins / 2;
  return histogram(values, weights, interval, bins).map(([x, height]) => ({ from: x - half, to: x + half, height }));
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

/** A panel so many times as high as what is in it shows next to nothing. */
const MUCH_HIGHER = 6;

/** How high the panels of a row go: all as high as the highest, or each as high as what is in it where that would show nothing in some. */
export function commonTops(highest: readonly number[]): readonly number[] {
  const top = Math.max(...highest);
  return top <= MUCH_HIGHER * Math.min(...highest) ? highest.map(() => top) : highest;
}
