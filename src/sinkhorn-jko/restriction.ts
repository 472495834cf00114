import { exponent, type SiteKernel } from '../sites/index.ts';
import { type Cells, cellsOf } from './cells.ts';
import type { LogarithmicProblem } from './problem.ts';

/** A `LogarithmicProblem` on few of its sites, as dense arrays. A factor for each row of the logarithm only adds a constant, so none underflows. */
export interface Restriction {
  /** Row-major [s, s]; nothing without a quadratic term. */
  readonly quadratic: Float64Array | undefined;
  readonly linear: number;
  /** m where it is positive, [r]. */
  readonly masses: Float64Array;
  /** W_ji = G_ji E_i over its largest entry of row j, one column after the other: [s, r]. */
  readonly columns: Float64Array;
  /** Rows that the curvature takes for one. */
  readonly cells: Cells;
}

/** The rows of a problem: where m > 0. They stay the same while the support changes. */
export interface Rows {
  readonly sites: readonly number[];
  readonly masses: Float64Array;
  readonly cells: Cells;
}

export function rowsOf({ kernel, masses }: LogarithmicProblem): Rows {
  const sites = positiveAt(masses);
  const positive = Float64Array.from(sites, (j) => masses[j]!);
  return { sites, masses: positive, cells: cellsOf(kernel, sites, positive) };
}

/** So many rows to a cell are worth a problem of their own. */
const WORTHWHILE = 4;

/** The problem with the mass of each cell at its heaviest site; nothing where that leaves nearly as many rows. */
export function coarse(problem: LogarithmicProblem, { sites, masses, cells }: Rows): LogarithmicProblem | undefined {
  if (sites.length < WORTHWHILE * cells.count) return undefined;
  const heaviest = new Int32Array(cells.count).fill(-1);
  cells.of.forEach((cell, j) => {
    if (heaviest[cell]! < 0 || masses[j]! > masses[heaviest[cell]!]!) heaviest[cell] = j;
  });
  const gathered = new Float64Array(problem.masses.length);
  heaviest.forEach((j, cell) => {
    gathered[sites[j]!] = cells.masses[cell]!;
  });
  return { ...problem, masses: gathered };
}

/** @param support sites with E > 0 */
export function restrict(problem: LogarithmicProblem, support: readonly number[], rows: Rows): Restriction {
  const { kernel, linear, logFactors } = problem;
  return {
    quadratic: problem.quadratic === 'none' ? undefined : Float64Array.from(kernel.block(support, support).to1DArray()),
    linear,
    masses: rows.masses,
    columns: columnsOf(kernel, logFactors, support, rows.sites),
    cells: rows.cells,
  };
}

/** Where values are positive. */
export function positiveAt(values: Float64Array): number[] {
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) indices.push(i);
  return indices;
}

function columnsOf(
  kernel: SiteKernel,
  logFactors: Float64Array,
  support: readonly number[],
  rows: readonly number[],
): Float64Array {
  const columns = new Float64Array(support.length * rows.length);
  const highest = new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, at = 0; i < support.length; i++) {
    const logFactor = logFactors[support[i]!]!;
    for (let j = 0; j < rows.length; j++, at++) {
      const log = logFactor - exponent(kernel, rows[j]!, support[i]!);
      columns[at] = log;
      if (log > highest[j]!) highest[j] = log;
    }
  }
  for (let i = 0, at = 0; i < support.length; i++) {
    for (let j = 0; j < rows.length; j++, at++) columns[at] = Math.exp(columns[at]! - highest[j]!);
  }
  return columns;
}
