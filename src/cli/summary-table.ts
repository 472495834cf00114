import { type EnsembleSummary, formatNumber, formatSeconds, needsOf, type Summary } from '../headless/index.ts';
import { alignColumns } from './table.ts';

const HEAD = [
  'ensemble',
  'method',
  'target',
  'distance',
  'floor',
  'mean err',
  'cov err',
  'gradients',
  'needs',
  'time',
  '',
];
const RIGHT = [3, 4, 5, 6, 7, 9];

/** The ensembles of a run side by side. `distance` is the sliced W₂ to the target, `floor` that of as many exact samples. */
export function formatSummary({ ensembles }: Summary): string {
  const lines = alignColumns([HEAD, ...ensembles.map(rowOf)], RIGHT);
  const stopped = ensembles
    .filter(({ reason }) => reason !== undefined)
    .map(({ name, reason }) => `${name}: ${reason}`);
  return [...lines, ...stopped].join('\n');
}

function rowOf(ensemble: EnsembleSummary): string[] {
  const { name, method, target, metrics, gradientEvaluations, count, wallTime, status } = ensemble;
  return [
    name,
    method,
    target ?? '–',
    formatNumber(metrics.distance?.value),
    formatNumber(metrics.distance?.floor),
    formatNumber(metrics['mean-error']?.value),
    formatNumber(metrics['covariance-error']?.value),
    gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none',
    needsOf(ensemble),
    formatSeconds(wallTime),
    status,
  ];
}
