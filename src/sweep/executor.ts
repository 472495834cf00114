import type { CellRecord, Job } from './cell.ts';

/** Runs the jobs of a sweep somewhere: on threads of this machine, or on machines that share a queue. */
export interface Executor {
  /**
   * Run every job once and hand over each record as soon as it is there, in any order. A cell that fails is a record too. Resolves when there is a record
   * of every job, or when the signal was aborted and nothing more will come.
   * @throws RunError when nothing can run any more (no memory, no connection)
   */
  run(jobs: readonly Job[], options: ExecutorOptions): Promise<void>;
}

export interface ExecutorOptions {
  onRecord(record: CellRecord): Promise<void>;
  signal?: AbortSignal;
}
