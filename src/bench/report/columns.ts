import { formatNumber, formatSeconds } from '../../headless/index.ts';
import type { Row } from '../comparison.ts';
import type { Estimate } from '../statistics/index.ts';

/** A column of a table of rows of one target; it is left out where no row has anything to say. */
export interface Column {
  heading: string;
  /** What the column is about: the error, or what it took. */
  about: 'error' | 'cost' | 'status';
  /** What the metric is called in records; floors stand beside those. */
  metric?: string;
  /** Text, not figures: aligned to the left. */
  text?: boolean;
  /** Among the few that a terminal has room for. */
  brief?: boolean;
  of(row: Row): string | undefined;
  /** Of the median that `of` gives; nothing where there is but one replicate. */
  interval?(row: Row): string | undefined;
}

const ERRORS: readonly { metric: string; heading: string; brief?: boolean }[] = [
  { metric: 'sliced-w2', heading: 'sliced W₂', brief: true },
  { metric: 'sinkhorn-divergence', heading: 'Sinkhorn' },
  { metric: 'energy-distance', heading: 'energy' },
  { metric: 'mmd', heading: 'MMD²' },
  { metric: 'ksd', heading: 'KSD' },
  { metric: 'bias-x', heading: 'b² of x', brief: true },
  { metric: 'bias-x-worst', heading: 'b² of x, worst' },
  { metric: 'bias-x2', heading: 'b² of x²', brief: true },
  { metric: 'bias-x2-worst', heading: 'b² of x², worst' },
  { metric: 'pooled-bias-x', heading: 'pooled b² of x' },
  { metric: 'pooled-bias-x2', heading: 'pooled b² of x²', brief: true },
  { metric: 'mode-weights', heading: 'modes', brief: true },
  { metric: 'log-z-error', heading: 'Δlog Z' },
];

/** All columns after the name of the method, in their order. */
export const COLUMNS: readonly Column[] = [
  ...ERRORS.map((error): Column => {
    const figure = ({ metrics }: Row): Estimate | undefined => metrics[error.metric];
    return { ...error, about: 'error', of: (row) => medianOf(figure(row)), interval: (row) => intervalOf(figure(row)) };
  }),
  { about: 'cost', heading: 'accepted', brief: true, of: ({ acceptance }) => formatMedian(acceptance) },
  { about: 'cost', heading: 'R-hat', brief: true, of: ({ rHat }) => formatMedian(rHat) },
  { about: 'cost', heading: 'bulk ESS', of: ({ bulkEss }) => formatMedian(bulkEss) },
  { about: 'cost', heading: 'tail ESS', of: ({ tailEss }) => formatMedian(tailEss) },
  { about: 'cost', heading: 'ESS/1000', brief: true, of: ({ essPerThousand }) => formatMedian(essPerThousand) },
  { about: 'cost', heading: 'evaluations', brief: true, of: ({ evaluations }) => formatSpent(evaluations) },
  { about: 'cost', heading: 'of warm-up', of: ({ warmup }) => formatSpent(warmup) },
  { about: 'cost', heading: 'warm-up time', of: ({ seconds }) => formatWallTime(seconds.warmup) },
  { about: 'cost', heading: 'run time', brief: true, of: ({ seconds }) => formatWallTime(seconds.run) },
  { about: 'cost', heading: 'needs', text: true, of: ({ needs }) => needs },
  { about: 'status', heading: '', text: true, brief: true, of: statusOf },
];

/** Those that have something to say about some of the rows. */
export const columnsFor = (rows: readonly Row[], isWanted: (column: Column) => boolean): Column[] =>
  COLUMNS.filter((column) => isWanted(column) && rows.some((row) => column.of(row) !== undefined));

/** The median and its interval: `0.12 [0.11, 0.14]`. */
export function withInterval(column: Column, row: Row): string | undefined {
  const interval = column.interval?.(row);
  return interval === undefined ? column.of(row) : `${column.of(row)} [${interval}]`;
}

/** Which replicates did not come to the end of the run. */
export function statusOf({ replicates, stopped, failed, missing }: Row): string | undefined {
  const notes = [
    stopped > 0 && `${stopped} of ${replicates} stopped`,
    failed > 0 && `${failed} failed`,
    missing > 0 && `${missing} missing`,
  ].filter(Boolean);
  return notes.length > 0 ? notes.join(', ') : undefined;
}

const medianOf = (estimate: Estimate | undefined): string | undefined => estimate && twoDigits(estimate.median);

const intervalOf = (estimate: Estimate | undefined): string | undefined =>
  estimate && estimate.count > 1 ? `${twoDigits(estimate.low)}, ${twoDigits(estimate.high)}` : undefined;

const formatMedian = (estimate: Estimate | undefined): string | undefined => estimate && formatNumber(estimate.median);

const formatSpent = (evaluations: number | undefined): string | undefined =>
  evaluations ? (evaluations < 1e6 ? String(Math.round(evaluations)) : formatNumber(evaluations)) : undefined;

const formatWallTime = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : formatSeconds(seconds);

/** What an interval of ten replicates allows. */
export function twoDigits(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : `${value < 0 ? '−' : ''}∞`;
  const size = Math.abs(value);
  if (size >= 1e4 || size < 1e-3) return value.toExponential(1);
  return size >= 99.5 ? value.toFixed(0) : value.toPrecision(2);
}
