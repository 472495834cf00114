import { exponent } from '../sites/index.ts';
import type { LogarithmicProblem } from './problem.ts';

/** A `LogarithmicProblem` on few of its sites, as dense arrays. A factor for each row of the logarithm only adds a constant, so none underflows. */
export interface Restriction {
  /** Which sites, [s]. */
  readonly support: readonly number[];
  /** Row-major [s, s]; nothing without a quadratic term. */
  readonly quadratic: Float64Array | undefined;
  readonly linear: number;
  /** m where it is positive, [r]. */
  readonly masses: Float64Array;
  /** W_ji = G_ji E_i over its largest entry of row j, one column after the other: [s, r]. */
  readonly columns: Float64Array;
}

/** @param support sites with E > 0 */
export function restrict(problem: LogarithmicProblem, support: readonly number[]): Restriction {
  const { kernel, linear, masses } = problem;
  const rows = positiveAt(masses);
  return {
    support,
    quadratic: problem.quadratic === 'none' ? undefined : Float64Array.from(kernel.block(support, support).to1DArray()),
    linear,
    masses: Float64Array.from(rows, (j) => masses[j]!),
    columns: columnsOf(problem, support, rows),
  };
}

/** Where values are positive. */
export function positiveAt(values: Float64Array): number[] {
  const indices: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) indices.push(i);
  return indices;
}

function columnsOf(problem: LogarithmicProblem, support: readonly number[], rows: readonly number[]): Float64Array {
  const columns = new Float64Array(support.length * rows.length);
  const highest = new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY);
  support.forEach((site, i) => {
    for (let j = 0; j < rows.length; j++) {
      const log = problem.logFactors[site]! - exponent(problem.kernel, rows[j]!, site);
      columns[i * rows.length + j] = log;
      if (log > highest[j]!) highest[j] = log;
    }
  });
  return columns.map((log, at) => Math.exp(log - highest[at % rows.length]!));
}
