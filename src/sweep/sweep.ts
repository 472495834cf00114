import type { Cell, CellRecord, Job } from './cell.ts';
import type { Executor } from './executor.ts';
import { keyOfCell } from './key.ts';
import type { CellStore } from './store.ts';

export interface SweepOptions {
  store: CellStore;
  executor: Executor;
  /** `engineVersion()`. */
  version: string;
  onProgress?(progress: SweepProgress): void;
  /** Ends the sweep: cells that are running may be dropped, what is stored stays. */
  signal?: AbortSignal;
}

/** Cells by what became of them; those of equal key count once. */
export interface SweepProgress {
  done: number;
  failed: number;
  /** Were in the store. */
  skipped: number;
  total: number;
  /** Seconds of wall clock until the end, by the mean of the cells so far; undefined before the first one. */
  secondsLeft: number | undefined;
}

export interface SweepSummary {
  done: number;
  failed: number;
  skipped: number;
  total: number;
  interrupted: boolean;
  /** The records that failed in this sweep. */
  failures: CellRecord[];
}

/**
 * Run every cell that the store has no result of, and store each record as soon as it is there. Cells that failed before are tried again.
 * @throws RunError when nothing can run, or be written, any more; what was stored stays
 */
export async function sweep(cells: readonly Cell[], options: SweepOptions): Promise<SweepSummary> {
  const { store, executor, version, onProgress, signal } = options;
  const all = jobsOf(cells, version);
  const left = await withoutResult(all, store);
  const skipped = all.length - left.length;
  const counts = { done: 0, failed: 0, skipped, total: all.length };
  const failures: CellRecord[] = [];
  const start = performance.now();
  const report = (): void => {
    const finished = counts.done + counts.failed;
    const secondsEach = (performance.now() - start) / 1000 / finished;
    onProgress?.({ ...counts, secondsLeft: finished > 0 ? (left.length - finished) * secondsEach : undefined });
  };

  report();
  if (left.length > 0 && !signal?.aborted) {
    await executor.run(left, {
      signal,
      async onRecord(record) {
        await store.write(record);
        counts[record.status]++;
        if (record.status === 'failed') failures.push(record);
        report();
      },
    });
  }
  return { ...counts, failures, interrupted: counts.done + counts.failed < left.length };
}

function jobsOf(cells: readonly Cell[], version: string): Job[] {
  const jobs = new Map<string, Job>();
  for (const cell of cells) {
    const key = keyOfCell(cell, version);
    if (!jobs.has(key)) jobs.set(key, { key, version, cell });
  }
  return [...jobs.values()];
}

async function withoutResult(jobs: readonly Job[], store: CellStore): Promise<Job[]> {
  const left: Job[] = [];
  for (const job of jobs) {
    if ((await store.read(job.key))?.status !== 'done') left.push(job);
  }
  return left;
}
