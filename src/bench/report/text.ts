import { groupBy } from '../../document/index.ts';
import type { Omission } from '../cells.ts';
import { floorOf, type Row, reachesFloor, rowsOf } from '../comparison.ts';
import type { Benchmark, LightRecord } from '../folder.ts';
import { symmetricCoverage } from '../statistics/index.ts';
import { type Column, columnsFor, withInterval } from './columns.ts';

/** One table a target, as rows of cells: what the terminal and Markdown show. */
export interface TextTable {
  target: string;
  headings: string[];
  /** Columns of words. */
  text: boolean[];
  rows: string[][];
}

/** Marks figures that are not to be told from those of exact samples. */
export const FLOOR_MARK = '*';

export interface TableOptions {
  /** Only the columns that a terminal has room for. */
  brief: boolean;
  /** Beside the medians. Default true. */
  intervals?: boolean;
}

export function tablesOf(benchmark: Benchmark, options: TableOptions): TextTable[] {
  const rows = rowsOf(benchmark);
  return [...new Set(rows.map(({ target }) => target))].map((target) =>
    tableOf(
      target,
      rows.filter((row) => row.target === target),
      options,
    ),
  );
}

function tableOf(target: string, rows: readonly Row[], { brief, intervals = true }: TableOptions): TextTable {
  const columns = columnsFor(rows, (column) => !brief || column.brief === true);
  const floor = floorOf(rows, target);
  return {
    target,
    headings: ['method', ...columns.map(({ heading }) => heading)],
    text: [true, ...columns.map(({ text }) => text === true)],
    rows: rows.map((row) => [row.method, ...columns.map((column) => cellOf(row, column, { floor, intervals }))]),
  };
}

function cellOf(
  row: Row,
  column: Column,
  { floor, intervals }: { floor: Row | undefined; intervals: boolean },
): string {
  const text = (intervals ? withInterval(column, row) : column.of(row)) ?? (column.text ? '' : '–');
  return column.metric && reachesFloor(row, floor, column.metric) ? `${text}${FLOOR_MARK}` : text;
}

/** What the tables say and do not say, in a sentence each. */
export function notesOf(benchmark: Benchmark): string[] {
  const { suite, records, omitted, missing } = benchmark;
  return [
    `Medians over ${count(suite.replicates, 'replicate')}${intervalNote(suite.replicates)}. ${FLOOR_MARK} not to be told from as many exact samples, the row of exact-sampling: the floor.`,
    'b²: squared bias over the variance of the target, mean over the coordinates. Evaluations: of ∇ log π (of log π, where a method has no gradients) per particle, warm-up included. R-hat and ESS of independent chains only; ESS/1000: bulk, per 1,000 evaluations after warm-up.',
    ...(missing > 0 ? [`${missing} of ${records.length} cells are missing.`] : []),
    ...failuresOf(records),
    ...stopsOf(rowsOf(benchmark)),
    ...omissionsOf(omitted),
  ];
}

export const count = (size: number, noun: string): string => `${size} ${noun}${size === 1 ? '' : 's'}`;

function intervalNote(replicates: number): string {
  if (replicates < 2) return ': no intervals';
  const coverage = (100 * symmetricCoverage(replicates)).toPrecision(3);
  return ` with the interval of order statistics that covers the median with ${coverage} %`;
}

const MOST_NAMES = 3;

/** One sentence a cause. */
function failuresOf(records: readonly LightRecord[]): string[] {
  const failed = records.filter((record) => record.failed !== undefined);
  return [...groupBy(failed, (record) => record.failed)].map(([reason, own]) => {
    const names = own.slice(0, MOST_NAMES).map(({ target, method, replicate }) => `${target}/${method}/${replicate}`);
    const others = own.length > MOST_NAMES ? ` and ${own.length - MOST_NAMES} more` : '';
    return `Failed: ${names.join(', ')}${others} (${reason}).`;
  });
}

/** One sentence a method and target. */
const stopsOf = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ stopped }) => stopped > 0)
    .map(
      ({ target, method, stopped, replicates, reason }) =>
        `Stopped: ${method} on ${target} in ${stopped} of ${replicates} (${reason}); figures of its last finite state.`,
    );

/** One sentence a reason: what the suite leaves out on purpose needs none. */
function omissionsOf(omitted: readonly Omission[]): string[] {
  const reasons = [...new Set(omitted.map(({ reason }) => reason))].filter(
    (reason) => reason !== 'not among its targets',
  );
  return reasons.map((reason) => {
    const pairs = omitted.filter((each) => each.reason === reason);
    const methods = [...new Set(pairs.map(({ method }) => method))];
    const targets = [...new Set(pairs.map(({ target }) => target))];
    return `Not run (${reason}): ${methods.join(', ')} on ${targets.join(', ')}.`;
  });
}
