import type { SiteKernel } from '../sites/index.ts';

/** A partition of rows. */
export interface Cells {
  readonly count: number;
  /** The cell of each row, [r]. */
  readonly of: Int32Array;
  /** The mass of each cell, [count]. */
  readonly masses: Float64Array;
}

/** Up to here each row is a cell of its own. */
const FEW_ROWS = 256;
/** The width of a cell over √ε. Rows of the kernel so near to each other make nearly the same curvature. */
const WIDTH = 0.5;

/** Cubes that are narrow for the kernel: a Newton matrix need not be exact, and with many rows it is what takes the time. */
export function cellsOf(
  { sites, dimension, epsilon }: SiteKernel,
  rows: readonly number[],
  masses: Float64Array,
): Cells {
  const width = rows.length > FEW_ROWS ? WIDTH * Math.sqrt(epsilon) : 0;
  const numbers = new Map<string, number>();
  const of = Int32Array.from(rows, (row, j) => {
    const place = sites.subarray(row * dimension, (row + 1) * dimension);
    const key = width > 0 ? place.map((x) => Math.floor(x / width)).join() : String(j);
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
  const totals = new Float64Array(numbers.size);
  of.forEach((cell, j) => {
    totals[cell]! += masses[j]!;
  });
  return { count: numbers.size, of, masses: totals };
}
