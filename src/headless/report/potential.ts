import type { RecordedFrame } from '../output/frame-file.ts';
import type { DensityGrid, Interval } from './grid.ts';

/** V = −log π, where an energy without entropy drives a law to its minimisers. */
export interface Potential {
  /** V − min V, +∞ where the density of the target is rounded to 0. */
  grid: DensityGrid;
  /** `top` − V, for contours that are nested around the minima; not less than −3 `top`, for finite pictures. */
  depths: DensityGrid;
  /** Up to where it is to be seen: somewhat above the lowest pass between the law at all moments and the minimum. */
  top: number;
}

/** Of the pass; what is drawn goes on above it. */
const ABOVE = 1.3;
const DEEPEST = 3;
/** So much of a law, where the potential is lowest, says where the law is. */
const MOST = 0.9;

/** @param density the target over the first one or two coordinates of the frames */
export function potentialOf(density: DensityGrid, frames: readonly RecordedFrame[], dimension: number): Potential {
  const highest = density.values.reduce((top, value) => Math.max(top, value), 0);
  const values = density.values.map((value) => Math.log(highest / value));
  const grid = { ...density, values };
  const laws = frames.map((frame) => ({ cells: cellsOf(grid, frame, dimension), masses: frame.weights }));
  const top = topOf(values, density.columns, laws);
  return { grid, depths: { ...grid, values: values.map((value) => Math.max(top - value, -DEEPEST * top)) }, top };
}

/** The cell of every row, −1 for none, and its mass. */
export interface LawInCells {
  cells: ArrayLike<number>;
  masses: ArrayLike<number>;
}

/**
 * Up to where heights are to be seen: somewhat above the lowest pass between where these laws are and the lowest cell.
 *
 * @param heights [rows, columns], the lowest 0
 */
export function topOf(heights: Float64Array, columns: number, laws: readonly LawInCells[]): number {
  const places = new Set([heights.indexOf(0), ...laws.flatMap((law) => placesOf(heights, law))]);
  const pass = lowestPass(heights, columns, places);
  const finite = heights.reduce((top, value) => (value < Number.POSITIVE_INFINITY ? Math.max(top, value) : top), 0);
  return pass > 0 ? Math.min(ABOVE * pass, finite) : finite || 1;
}

/** The lowest cells in which a law has most of its mass. */
function placesOf(heights: Float64Array, { cells, masses }: LawInCells): number[] {
  const heightOf = (row: number): number => heights[cells[row]!] ?? Number.POSITIVE_INFINITY;
  const rows = Array.from(cells, (_, row) => row)
    .filter((row) => masses[row]! > 0 && heightOf(row) < Number.POSITIVE_INFINITY)
    .sort((i, j) => heightOf(i) - heightOf(j));
  const total = rows.reduce((sum, row) => sum + masses[row]!, 0);
  let below = 0;
  return rows.filter((row) => (below += masses[row]!) - masses[row]! < MOST * total).map((row) => cells[row]!);
}

function cellsOf({ x, y, columns, rows }: DensityGrid, { positions }: RecordedFrame, dimension: number): number[] {
  const cellIn = (value: number, [low, high]: Interval, count: number): number => {
    const cell = Math.floor(((value - low) / (high - low)) * count);
    return cell < count ? cell : -1;
  };
  return Array.from({ length: positions.length / dimension }, (_, row) => {
    const column = cellIn(positions[row * dimension]!, x, columns);
    const line = dimension > 1 ? cellIn(positions[row * dimension + 1]!, y, rows) : 0;
    return column < 0 || line < 0 ? -1 : line * columns + column;
  });
}

/** The lowest level below which these cells lie in one piece: cells are flooded from the lowest up, and pieces that touch become one. */
function lowestPass(values: Float64Array, columns: number, places: ReadonlySet<number>): number {
  const order = Int32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j);
  const parents = new Int32Array(values.length).fill(-1);
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
    return root;
  };
  // How many of the places are in the piece of each root.
  const held = Int32Array.from(values, (_, cell) => (places.has(cell) ? 1 : 0));
  for (const cell of order) {
    parents[cell] = cell;
    for (const neighbour of neighboursOf(cell, columns, values.length)) {
      if (parents[neighbour] === -1) continue;
      const [one, other] = [rootOf(cell), rootOf(neighbour)];
      if (one === other) continue;
      parents[other] = one;
      held[one]! += held[other]!;
    }
    if (held[rootOf(cell)] === places.size) return values[cell]!;
  }
  return 0;
}

const neighboursOf = (cell: number, columns: number, count: number): number[] => {
  const column = cell % columns;
  return [
    ...(column > 0 ? [cell - 1] : []),
    ...(column < columns - 1 ? [cell + 1] : []),
    ...(cell >= columns ? [cell - columns] : []),
    ...(cell + columns < count ? [cell + columns] : []),
  ];
};
