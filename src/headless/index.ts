export { CHECKPOINT } from './checkpoint.ts';
export { formatNumber, formatSeconds, shellWord } from './format.ts';
export type { Metrics } from './metrics.ts';
export { needsOf } from './needs.ts';
export type { Moment, Observer } from './observer.ts';
export type { Progress } from './progress.ts';
export { type RunOptions, run } from './run.ts';
export type { EnsembleSummary, Summary } from './summary.ts';
export { versions } from './versions.ts';
