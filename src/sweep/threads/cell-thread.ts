import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { firstLine, RunError } from '../../errors.ts';
import type { Outcome } from '../cell.ts';
import { failure, parseOutcome } from '../job.ts';
import { fromJson } from '../json.ts';
import type { Errand } from './entry.ts';

/** `.js` in the built package, `.ts` in the sources. */
const ENTRY = fileURLToPath(new URL(`./entry${extname(import.meta.url)}`, import.meta.url));

export interface ThreadOptions {
  /** URL of a module whose default export is a `Task`. */
  task: URL;
  /** Of V8, per thread: `maxOldGenerationSizeMb`, … */
  resourceLimits?: ResourceLimits;
}

/**
 * A thread for one cell at a time that survives the death of its thread: `process.exit` in a task, no memory left, an error that nobody
 * catches. It is a pool of one: a pool of several would give a cell that is tried again to any of its threads, and would wait for ever when
 * all of them die while they start.
 */
export class CellThread {
  readonly #options: ThreadOptions;
  #pool: Piscina | undefined;
  #closed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /**
   * The outcome of a job; a job whose thread dies is tried once more, on a fresh one. Undefined after `close`.
   * @param payload JSON of the job
   * @param version a job of another one fails
   * @throws RunError when the machine gives us no thread
   */
  async run(payload: string, version: string): Promise<Outcome | undefined> {
    let cause = '';
    for (let attempt = 0; attempt < 2; attempt++) {
      this.#pool ??= await this.#start();
      if (this.#closed) break;
      try {
        return await this.#ask(this.#pool, payload, version);
      } catch (error) {
        cause = firstLine(error);
        await this.#end();
      }
    }
    if (!this.#closed) return { status: 'failed', reason: `worker died twice: ${cause}` };
    await this.#end();
    return undefined;
  }

  /** End the thread at once, whatever it does. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  /** @throws when the thread dies */
  async #ask(pool: Piscina, payload: string, version: string): Promise<Outcome> {
    const errand: Errand = { payload, task: this.#options.task.href, version };
    const text: string = await pool.run(errand);
    try {
      return parseOutcome(fromJson(text));
    } catch (error) {
      return failure(error);
    }
  }

  async #start(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    const pool = open(Piscina, {
      filename: ENTRY,
      minThreads: 1,
      maxThreads: 1,
      // Else the thread sleeps between two cells, and what it has not yet written stays unwritten.
      atomics: 'disabled',
      recordTiming: false,
      resourceLimits: this.#options.resourceLimits,
      // As many threads as cells run at a time: kernels on several would only be in each other's way. Their bits do not depend on it.
      env: { ...process.env, OTTOFLOW_THREADS: '1' },
    });
    // An error that comes while no cell runs: the next cell gets a fresh thread.
    pool.on('error', () => {
      if (this.#pool === pool) this.#pool = undefined;
      void pool.destroy();
    });
    return pool;
  }

  async #end(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.destroy();
  }
}

function open(Pool: typeof Piscina, options: ConstructorParameters<typeof Piscina>[0]): Piscina {
  try {
    return new Pool(options);
  } catch (error) {
    throw new RunError(`no thread can be started (${firstLine(error)}); ask for fewer`);
  }
}
