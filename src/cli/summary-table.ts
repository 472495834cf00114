import type { EnsembleSummary, Metric, Summary } from '../headless/index.ts';
import { methodOf } from '../world/index.ts';
import { alignColumns, formatNumber, formatSeconds } from './table.ts';

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
  const distance = metrics.slicedWasserstein as Metric | undefined;
  return [
    name,
    method,
    target ?? '–',
    formatNumber(distance?.value),
    formatNumber(distance?.floor),
    formatNumber(metrics.meanError?.value),
    formatNumber(metrics.covarianceError?.value),
    gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none',
    needsOf(method),
    formatSeconds(wallTime),
    status,
  ];
}

/** What the method was given besides a place to start. */
function needsOf(method: string): string {
  const { gradient, samples } = methodOf(method).definition.needs;
  return [gradient && 'gradients', samples && 'samples'].filter(Boolean).join(' + ') || 'nothing';
}
