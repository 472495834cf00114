import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { InputError } from '../../errors.ts';
import { formatValue } from '../../schema.ts';
import type { Job } from '../cell.ts';
import type { Executor, ExecutorOptions } from '../executor.ts';
import { toJson } from '../json.ts';
import { CellThread } from '../threads/cell-thread.ts';

export interface LocalOptions {
  /** URL of a module whose default export is a `Task`, as plain JavaScript. */
  task: URL;
  /** Cells at a time; default as many as the machine has processors for us. */
  workers?: number;
  /** Of V8, per thread. */
  resourceLimits?: ResourceLimits;
}

/**
 * Threads of this process, one cell at a time each. A cell whose thread dies is tried once more and then recorded as failed; the others go on.
 * @throws InputError when `workers` is no whole number from 1 to 1024
 */
export function localExecutor({ task, workers = availableParallelism(), resourceLimits }: LocalOptions): Executor {
  if (!Number.isInteger(workers) || workers < 1 || workers > 1024) {
    throw new InputError(`workers: must be a whole number from 1 to 1024, got ${formatValue(workers)}`);
  }
  return {
    async run(jobs, options) {
      const used = Math.min(workers, jobs.length);
      await runOn(
        Array.from({ length: used }, () => new CellThread({ task, resourceLimits })),
        jobs,
        options,
      );
    },
  };
}

async function runOn(
  threads: readonly CellThread[],
  jobs: readonly Job[],
  { onRecord, signal }: ExecutorOptions,
): Promise<void> {
  const queue = jobs.values();
  const work = async (thread: CellThread): Promise<void> => {
    for (const job of queue) {
      const outcome = await thread.run(toJson(job), job.version);
      if (!outcome) return;
      await onRecord({ ...job, ...outcome });
    }
  };
  const close = (): Promise<unknown> => Promise.all(threads.map((thread) => thread.close()));

  signal?.addEventListener('abort', close);
  try {
    await Promise.all(threads.map(work));
  } finally {
    signal?.removeEventListener('abort', close);
    await close();
  }
}
