import type { DensityGrid } from './density.ts';
import { type Interval, lengthOf } from './interval.ts';

/** V = −log π, where an energy without entropy drives a law to its minimisers. */
export interface Potential {
  /** V − min V, +∞ where the density of the target is rounded to 0. */
  grid: DensityGrid;
  /** Up to where it is to be seen: somewhat above the lowest pass between the law and the minimum. */
  top: number;
}

/** Of the pass; what is drawn goes on above it. */
const ABOVE = 1.3;
/** So much of a law, where the potential is lowest, says where the law is. */
const MOST = 0.9;

interface Cloud {
  positions: Float32Array;
  weights?: Float32Array;
  dimension: number;
}

/** @param density the target over the first one or two coordinates of the clouds */
export function potentialOf(density: DensityGrid, clouds: readonly Cloud[]): Potential {
  const highest = density.values.reduce((top, value) => Math.max(top, value), 0);
  const values = density.values.map((value) => Math.log(highest / value));
  const grid = { ...density, values };
  const laws = clouds.map((cloud) => ({ cells: cellsOf(grid, cloud), masses: massesOf(cloud) }));
  return { grid, top: topOf(values, density.columns, laws) };
}

const massesOf = ({ positions, weights, dimension }: Cloud): Float32Array =>
  weights ?? new Float32Array(positions.length / dimension).fill(1);

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

function cellsOf({ x, y, columns, rows }: DensityGrid, { positions, dimension }: Cloud): number[] {
  const cellIn = (value: number, interval: Interval, count: number): number => {
    const cell = Math.floor(((value - interval[0]) / lengthOf(interval)) * count);
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
