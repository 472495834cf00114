import { type EnsembleSummary, formatNumber, formatSeconds, needsOf, type Summary } from '../headless/index.ts';
import { alignColumns } from './table.ts';

interface Column {
  head: string;
  right?: true;
  of(ensemble: EnsembleSummary): string;
}

/** What `formatNumber` says of nothing. */
const NONE = formatNumber(undefined);

const COLUMNS: readonly Column[] = [
  { head: 'ensemble', of: ({ name }) => name },
  { head: 'method', of: ({ method }) => method },
  { head: 'target', of: ({ target }) => target ?? NONE },
  { head: 'distance', right: true, of: ({ metrics }) => formatNumber(metrics.distance?.value) },
  { head: 'floor', right: true, of: ({ metrics }) => formatNumber(metrics.distance?.floor) },
  { head: 'mean err', right: true, of: ({ metrics }) => formatNumber(metrics['mean-error']?.value) },
  { head: 'cov err', right: true, of: ({ metrics }) => formatNumber(metrics['covariance-error']?.value) },
  { head: 'gradients', right: true, of: gradientsOf },
  { head: 'needs', of: needsOf },
  { head: 'time', right: true, of: ({ wallTime }) => formatSeconds(wallTime) },
  { head: '', of: ({ status }) => status },
];

/** Sliced W₂ to data that had no part in the run, and that of as many exact samples of the target. */
const HELD_BACK: readonly Column[] = [
  { head: 'held back', right: true, of: ({ metrics }) => formatNumber(metrics['held-back-distance']?.value) },
  { head: 'floor', right: true, of: ({ metrics }) => formatNumber(metrics['held-back-distance']?.floor) },
];

/** W₂ to the exact law or to the ensemble that is the reference. */
const ERROR: Column = { head: 'error', right: true, of: ({ error }) => formatNumber(error) };

/** For flows that go elsewhere than to the target. */
const ENERGY: Column = { head: 'energy', right: true, of: ({ energy }) => formatNumber(energy?.at(-1)?.[1]) };

/** The ensembles of a run side by side. `distance` is the sliced W₂ to the target, `floor` that of as many exact samples. */
export function formatSummary({ ensembles }: Summary): string {
  const columns = columnsFor(ensembles);
  const rows = [columns.map(({ head }) => head), ...ensembles.map((each) => columns.map(({ of }) => of(each)))];
  const right = columns.flatMap((column, i) => (column.right ? i : []));
  const stopped = ensembles
    .filter(({ reason }) => reason !== undefined)
    .map(({ name, reason }) => `${name}: ${reason}`);
  return [...alignColumns(rows, right), ...stopped, ...ensembles.flatMap((each) => apartNote(each, ensembles))].join(
    '\n',
  );
}

/** Only what at least one of the ensembles has. */
function columnsFor(ensembles: readonly EnsembleSummary[]): Column[] {
  const withHeldBack = ensembles.some(({ metrics }) => metrics['held-back-distance']);
  const withEnergy = ensembles.some(({ metrics, energy }) => energy && Object.keys(metrics).length === 0);
  const added = [...(withEnergy ? [ENERGY] : []), ERROR];
  return COLUMNS.toSpliced(7, 0, ...added)
    .toSpliced(5, 0, ...(withHeldBack ? HELD_BACK : []))
    .filter(({ of }) => ensembles.some((each) => of(each) !== NONE));
}

/** Why an ensemble with a reference has no error. */
function apartNote({ name, reference, error, time }: EnsembleSummary, ensembles: readonly EnsembleSummary[]): string[] {
  if (reference === undefined || error !== undefined) return [];
  const other = ensembles.find((each) => each.name === reference)!;
  const times = [time, other.time].map(formatNumber);
  return [`${name}: no error, it ended at the time ${times[0]} and its reference ${reference} at ${times[1]}`];
}

function gradientsOf({ gradientEvaluations, count }: EnsembleSummary): string {
  return gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none';
}
