import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Target } from '../targets/index.ts';
import { centre, type Interval, lengthOf } from './interval.ts';

/** A density on a regular grid, normalised there: values[row · columns + column], the rows along the second coordinate. */
export interface DensityGrid {
  x: Interval;
  /** [0, 1] in one dimension. */
  y: Interval;
  columns: number;
  rows: number;
  values: Float64Array;
}

const CELLS = { line: 400, plane: 120 ** 2 };
/** A window is not taken to be longer than this. */
const LONGEST = 3;
/** Rows that a target is asked for at a time: what it needs of memory may be many times theirs. */
const CHUNK = 4096;

/**
 * The density of a target in one or two dimensions; nothing for others, for measures without a density, and where what a user wrote throws: a picture
 * without contours is better than none.
 *
 * @param cells of the grid, about: its cells are nearly squares in a window of the same units on both axes
 */
export async function densityGrid(
  target: Target,
  x: Interval,
  y: Interval,
  cells = target.dimension === 1 ? CELLS.line : CELLS.plane,
): Promise<DensityGrid | undefined> {
  const { dimension, spec } = target;
  if (dimension > 2 || spec.type === 'empirical') return undefined;
  const shape = Math.min(LONGEST, Math.max(1 / LONGEST, lengthOf(x) / lengthOf(y)));
  const columns = dimension === 1 ? cells : Math.round(Math.sqrt(cells * shape));
  const rows = dimension === 1 ? 1 : Math.round(cells / columns);
  return densityOnGrid(target, { x, y, columns, rows }, (at) => {
    const across = centre(x, at % columns, columns);
    return dimension === 1 ? [across] : [across, centre(y, Math.floor(at / columns), rows)];
  });
}

/** The density of a target at one point for each cell, 0 where a cell has none. */
export async function densityOnGrid(
  target: Target,
  grid: Omit<DensityGrid, 'values'>,
  pointAt: (cell: number) => readonly number[] | undefined,
): Promise<DensityGrid | undefined> {
  const { x, y, columns, rows } = grid;
  const points = Array.from({ length: columns * rows }, (_, cell) => pointAt(cell));
  const there = Float32Array.from(points.flatMap((point) => point ?? []));
  const found = await logDensities(target, there).catch(() => undefined);
  if (!found) return undefined;
  let next = 0;
  const logarithms = Float32Array.from(points, (point) => (point ? found[next++]! : Number.NEGATIVE_INFINITY));
  const values = normalised(logarithms, (lengthOf(x) / columns) * (lengthOf(y) / rows));
  return values && { ...grid, values };
}

async function logDensities(target: Target, points: Float32Array): Promise<Float32Array> {
  const { dimension } = target;
  const logarithms = new Float32Array(points.length / dimension);
  for (let row = 0; row < logarithms.length; row += CHUNK) {
    const part = points.subarray(row * dimension, (row + CHUNK) * dimension);
    const tensor = tidy(() => target.logDensity(tensor2d(part, [part.length / dimension, dimension])));
    logarithms.set(await tensor.data(), row);
    tensor.dispose();
  }
  return logarithms;
}

/** Nothing where there is no mass at all. Outside its support a density that a user wrote may well be the logarithm of a negative number. */
function normalised(logarithms: Float32Array, area: number): Float64Array | undefined {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logarithms) if (value > largest) largest = value;
  if (!Number.isFinite(largest)) return undefined;
  const values = Float64Array.from(logarithms, (value) => (Number.isNaN(value) ? 0 : Math.exp(value - largest)));
  const mass = values.reduce((sum, value) => sum + value, 0) * area;
  return values.map((value) => value / mass);
}

/** The density of one coordinate, as [position, density]. */
export function marginalOfGrid(grid: DensityGrid, axis: number): [position: number, density: number][] {
  const { columns, rows, values, x, y } = grid;
  const [count, others, along, across] = axis === 0 ? [columns, rows, x, y] : [rows, columns, y, x];
  const index = (i: number, j: number): number => (axis === 0 ? j * columns + i : i * columns + j);
  return Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < others; j++) sum += values[index(i, j)]!;
    return [centre(along, i, count), (sum * lengthOf(across)) / others];
  });
}
