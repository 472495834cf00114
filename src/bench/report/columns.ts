import { formatNumber, formatSeconds } from '../../headless/index.ts';
import type { Row } from '../comparison.ts';
import type { Estimate } from '../statistics/index.ts';

/** A column of a table of rows of one target; it is left out where no row has anything to say. */
export interface Column {
  heading: string;
  /** What the metric is called in records; floors stand beside those. */
  metric?: string;
  /** Text, not figures: aligned to the left. */
  text?: boolean;
  /** Among the few that a terminal has room for. */
  brief?: boolean;
  of(row: Row): string | undefined;
}

const DISTANCES: readonly { metric: string; heading: string; brief?: boolean }[] = [
  { metric: 'sliced-w2', heading: 'sliced W₂', brief: true },
  { metric: 'sinkhorn-divergence', heading: 'Sinkhorn' },
  { metric: 'energy-distance', heading: 'energy' },
  { metric: 'mmd', heading: 'MMD²' },
  { metric: 'ksd', heading: 'KSD' },
  { metric: 'bias-x', heading: 'b² of x', brief: true },
  { metric: 'bias-x-worst', heading: 'worst' },
  { metric: 'bias-x2', heading: 'b² of x²', brief: true },
  { metric: 'bias-x2-worst', heading: 'worst' },
  { metric: 'mode-weights', heading: 'modes', brief: true },
  { metric: 'log-z-error', heading: 'Δlog Z' },
];

/** All columns after the name of the method, in their order. */
export const COLUMNS: readonly Column[] = [
  ...DISTANCES.map(({ metric, heading, brief }): Column => {
    const of = (row: Row): string | undefined => formatEstimate(row.metrics[metric]);
    return { metric, heading, brief, of };
  }),
  { heading: 'accepted', brief: true, of: ({ acceptance }) => formatMedian(acceptance) },
  { heading: 'R-hat', brief: true, of: ({ rHat }) => formatMedian(rHat) },
  { heading: 'bulk ESS', of: ({ bulkEss }) => formatMedian(bulkEss) },
  { heading: 'tail ESS', of: ({ tailEss }) => formatMedian(tailEss) },
  { heading: 'ESS/1000', brief: true, of: ({ essPerThousand }) => formatMedian(essPerThousand) },
  { heading: 'evaluations', brief: true, of: ({ evaluations }) => (evaluations > 0 ? formatNumber(evaluations) : '–') },
  { heading: 'in warm-up', of: ({ warmup }) => (warmup > 0 ? formatNumber(warmup) : '–') },
  { heading: 'warm-up', of: ({ seconds }) => formatSeconds(seconds.warmup) },
  { heading: 'run', brief: true, of: ({ seconds }) => formatSeconds(seconds.run) },
  { heading: 'needs', text: true, of: ({ needs }) => needs },
  { heading: '', text: true, brief: true, of: statusOf },
];

/** Those that have something to say about some of the rows. */
export const columnsFor = (rows: readonly Row[], isWanted: (column: Column) => boolean = () => true): Column[] =>
  COLUMNS.filter((column) => isWanted(column) && rows.some((row) => column.of(row) !== undefined));

/** Whether a method is not to be told from exact samples: its interval reaches theirs. */
export function reachesFloor(row: Row, floor: Row | undefined, metric: string): boolean {
  const [own, exact] = [row.metrics[metric], floor?.metrics[metric]];
  return !row.isFloor && own !== undefined && exact !== undefined && own.low <= exact.high;
}

/** The median and its interval: `0.12 [0.11, 0.14]`. */
export function formatEstimate(estimate: Estimate | undefined): string | undefined {
  if (!estimate) return undefined;
  const { median, low, high, count } = estimate;
  return count > 1 ? `${twoDigits(median)} [${twoDigits(low)}, ${twoDigits(high)}]` : twoDigits(median);
}

const formatMedian = (estimate: Estimate | undefined): string | undefined => estimate && formatNumber(estimate.median);

/** What an interval of ten replicates allows. */
function twoDigits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e4 || size < 1e-3) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function statusOf({ replicates, stopped, failed }: Row): string | undefined {
  const notes = [stopped > 0 && `${stopped} of ${replicates} stopped`, failed > 0 && `${failed} failed`].filter(
    Boolean,
  );
  return notes.length > 0 ? notes.join(', ') : undefined;
}
