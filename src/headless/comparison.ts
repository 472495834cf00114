import { formatNumber, formatSeconds } from './format.ts';
import { needsOf } from './needs.ts';
import type { EnsembleSummary } from './summary.ts';

/** One figure of every ensemble, for the tables of the command line and of the report. */
export interface ComparisonColumn {
  heading: string;
  /** Where room is short. */
  short?: string;
  text?: true;
  of(ensemble: EnsembleSummary): string;
}

const metric = (name: string) => (ensemble: EnsembleSummary) => formatNumber(ensemble.metrics[name]?.value);
const floor = (name: string) => (ensemble: EnsembleSummary) => formatNumber(ensemble.metrics[name]?.floor);

const COLUMNS: readonly ComparisonColumn[] = [
  { heading: 'distance', of: metric('distance') },
  { heading: 'floor', of: floor('distance') },
  { heading: 'held back', of: metric('held-back-distance') },
  { heading: 'floor', of: floor('held-back-distance') },
  { heading: 'mean error', short: 'mean err', of: metric('mean-error') },
  { heading: 'covariance error', short: 'cov err', of: metric('covariance-error') },
  // Flows that go elsewhere than to the target have no distance to it, and this instead.
  { heading: 'energy', of: ({ metrics, energy }) => formatNumber(isEmpty(metrics) ? energy?.at(-1)?.[1] : undefined) },
  { heading: 'error', of: ({ error }) => formatNumber(error) },
  { heading: 'gradients', of: gradientsOf },
  { heading: 'needs', of: needsOf, text: true },
  { heading: 'steps', of: ({ steps }) => String(steps) },
  { heading: 'time', of: ({ wallTime }) => formatSeconds(wallTime) },
];

/** What `formatNumber` says of nothing. */
const NONE = formatNumber(undefined);

/** The columns that at least one of the ensembles fills. */
export const comparisonColumns = (ensembles: readonly EnsembleSummary[]): ComparisonColumn[] =>
  COLUMNS.filter(({ of }) => ensembles.some((each) => of(each) !== NONE));

const isEmpty = (record: object): boolean => Object.keys(record).length === 0;

function gradientsOf({ gradientEvaluations, count }: EnsembleSummary): string {
  return gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none';
}
