import { comparisonColumns, type EnsembleSummary, formatNumber, type Summary } from '../headless/index.ts';
import { alignColumns } from './table.ts';

/** Columns before the first figure. */
const LABELS = ['ensemble', 'method', 'target'];

/** The ensembles of a run side by side. `distance` is the sliced W₂ to the target, `floor` that of as many exact samples. */
export function formatSummary({ ensembles }: Summary): string {
  const columns = comparisonColumns(ensembles).filter(({ heading }) => heading !== 'steps');
  const rows = [
    [...LABELS, ...columns.map(({ heading, short = heading }) => short), ''],
    ...ensembles.map((each) => [
      ...[each.name, each.method, each.target ?? '–'],
      ...columns.map(({ of }) => of(each)),
      each.status,
    ]),
  ];
  const right = columns.flatMap(({ text }, i) => (text ? [] : LABELS.length + i));
  const stopped = ensembles
    .filter(({ reason }) => reason !== undefined)
    .map(({ name, reason }) => `${name}: ${reason}`);
  const notes = ensembles.flatMap((each) => [...earlyNote(each), ...apartNote(each, ensembles)]);
  return [...alignColumns(rows, right), ...stopped, ...notes].join('\n');
}

/** A step whose solver did not converge is a step all the same, and `status` is only that of the last. */
function earlyNote({ name, steps, solver }: EnsembleSummary): string[] {
  const early = solver?.stoppedEarly;
  return early ? [`${name}: the solver did not converge in ${early} of ${steps} steps`] : [];
}

/** Why an ensemble with a reference has no error. */
function apartNote({ name, reference, error, time }: EnsembleSummary, ensembles: readonly EnsembleSummary[]): string[] {
  if (reference === undefined || error !== undefined) return [];
  const other = ensembles.find((each) => each.name === reference)!;
  const times = [time, other.time].map(formatNumber);
  return [`${name}: no error, it ended at the time ${times[0]} and its reference ${reference} at ${times[1]}`];
}
