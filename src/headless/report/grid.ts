import { type Tensor1D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Target } from '../../targets/index.ts';

export type Interval = [low: number, high: number];

/** A density on a regular grid, normalised there: values[row · columns + column], the rows along the second coordinate. */
export interface DensityGrid {
  x: Interval;
  /** [0, 1] in one dimension. */
  y: Interval;
  columns: number;
  rows: number;
  values: Float64Array;
}

const ACROSS = 160;

/** The density of a target in one or two dimensions; nothing for others, and for measures without a density. */
export async function densityGrid(target: Target, x: Interval, y: Interval): Promise<DensityGrid | undefined> {
  if (target.dimension > 2 || target.spec.type === 'empirical') return undefined;
  const rows = target.dimension === 2 ? ACROSS : 1;
  const columns = target.dimension === 2 ? ACROSS : 4 * ACROSS;
  const points: number[][] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      points.push([centre(x, column, columns), centre(y, row, rows)].slice(0, target.dimension));
  const tensor = logDensityAt(target, points);
  if (!tensor) return undefined;
  // Outside its support a density that a user wrote may well be the logarithm of a negative number.
  const logarithms = (await tensor.data()).map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  tensor.dispose();
  if (logarithms.every((value) => value === Number.NEGATIVE_INFINITY)) return undefined;
  return { x, y, columns, rows, values: normalised(logarithms, cellArea(x, columns) * cellArea(y, rows)) };
}

/** Nothing where code that a user wrote throws: a picture without contours is better than no report. */
function logDensityAt(target: Target, points: number[][]): Tensor1D | undefined {
  try {
    return tidy(() => target.logDensity(tensor2d(points)));
  } catch {
    return undefined;
  }
}

export const centre = ([low, high]: Interval, i: number, count: number): number =>
  low + ((high - low) * (i + 0.5)) / count;

const cellArea = ([low, high]: Interval, count: number): number => (high - low) / count;

function normalised(logarithms: ArrayLike<number>, area: number): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logarithms.length; i++) largest = Math.max(largest, logarithms[i]!);
  const values = Float64Array.from(logarithms, (value) => Math.exp(value - largest));
  const mass = values.reduce((sum, value) => sum + value, 0) * area;
  return values.map((value) => value / mass);
}

/** The density of samples in the plane: a histogram under a Gaussian, by Scott's rule in each direction. */
export function gridOfSamples(x: Float64Array, y: Float64Array, across: Interval, along: Interval): DensityGrid {
  const values = new Float64Array(ACROSS * ACROSS);
  const cellOf = (value: number, [low, high]: Interval): number => Math.floor(((value - low) / (high - low)) * ACROSS);
  for (let i = 0; i < x.length; i++) {
    const column = cellOf(x[i]!, across);
    const row = cellOf(y[i]!, along);
    if (column >= 0 && column < ACROSS && row >= 0 && row < ACROSS) values[row * ACROSS + column]! += 1;
  }
  const widthIn = (samples: Float64Array, [low, high]: Interval): number =>
    (spreadOf(samples) * samples.length ** (-1 / 6) * ACROSS) / (high - low);
  blur(values, 1, ACROSS, widthIn(x, across));
  blur(values, ACROSS, 1, widthIn(y, along));
  return { x: across, y: along, columns: ACROSS, rows: ACROSS, values };
}

/** A Gaussian of `width` cells along the lines with this stride. */
function blur(values: Float64Array, stride: number, across: number, width: number): void {
  const reach = Math.ceil(3 * width);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / width) ** 2));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const line = new Float64Array(ACROSS);
  for (let start = 0; start < ACROSS; start++) {
    for (let i = 0; i < ACROSS; i++) line[i] = values[start * across + i * stride]!;
    for (let i = 0; i < ACROSS; i++) {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) sum += kernel[k + reach]! * (line[i + k] ?? 0);
      values[start * across + i * stride] = sum / total;
    }
  }
}

function spreadOf(samples: Float64Array): number {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  return Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length);
}

/** The densities whose superlevel sets hold these shares of the mass: contours that mean the same for every target. */
export function levelsOf({ values }: DensityGrid, shares: readonly number[]): number[] {
  const sorted = values.slice().sort().reverse();
  const mass = sorted.reduce((sum, value) => sum + value, 0);
  const levels: number[] = [];
  let sum = 0;
  for (const value of sorted) {
    sum += value;
    while (levels.length < shares.length && sum >= shares[levels.length]! * mass) levels.push(value);
  }
  return levels;
}

/** The density of one coordinate, as [position, density]. */
export function marginalOfGrid(grid: DensityGrid, axis: number): [number, number][] {
  const { columns, rows, values, x, y } = grid;
  const [count, others, along, across] = axis === 0 ? [columns, rows, x, y] : [rows, columns, y, x];
  const index = (i: number, j: number): number => (axis === 0 ? j * columns + i : i * columns + j);
  return Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < others; j++) sum += values[index(i, j)]!;
    return [centre(along, i, count), sum * cellArea(across, others)];
  });
}
