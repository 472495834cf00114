import type { RecordedFrame } from '../output/frame-file.ts';
import type { Interval } from './grid.ts';
import { coordinate, histogram } from './histogram.ts';
import type { Exhibit, Look } from './material.ts';
import { lengthsOf, massesAlong, type SiteAxis } from './site-cells.ts';

/** A density that is constant from one place to another. */
export interface Bar {
  from: number;
  to: number;
  height: number;
}

/** More particles show more detail (Rice's rule, doubled because the view is wider than the particles). */
const binsFor = (count: number): number => Math.min(60, Math.max(16, Math.round(4 * Math.cbrt(count))));

/** One coordinate of one frame as a density: of sites on a grid in their own cells, of particles in equal bins. */
export function barsOf({ axes, dimension }: Exhibit, { frame, view }: Look, axis: number): Bar[] {
  const cells = axes?.[axis];
  return cells ? barsOfCells(cells, frame) : barsOfBins(frame, view.intervals[axis]!, axis, dimension);
}

function barsOfCells(cells: SiteAxis, frame: RecordedFrame): Bar[] {
  const { edges } = cells;
  const lengths = lengthsOf(edges);
  const heights = massesAlong(cells, frame).map((mass, cell) => mass / lengths[cell]!);
  return Array.from(heights, (height, cell) => ({ from: edges[cell]!, to: edges[cell + 1]!, height }));
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
