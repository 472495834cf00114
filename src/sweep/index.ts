export { type Cell, type CellRecord, cellSchema, type Job, type Outcome, type Task } from './cell.ts';
export type { Executor, ExecutorOptions } from './executor.ts';
export { type LocalOptions, localExecutor } from './executors/local.ts';
export { runJob } from './job.ts';
export { keyOfCell } from './key.ts';
export { parseShard, type Shard, shardOf } from './shard.ts';
export { CellStore } from './store.ts';
export { type SweepOptions, type SweepProgress, type SweepSummary, sweep } from './sweep.ts';
export { engineVersion } from './version.ts';
