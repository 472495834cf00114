import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as QueuedJob, Worker } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { firstLine, InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { Outcome } from './cell.ts';
import { toJson } from './json.ts';
import { parseRedisUrl, type RedisAddress } from './redis/address.ts';
import { connectToRedis, within } from './redis/connection.ts';
import { MOST_DEATHS, type Parcel, PREFIX, queueName } from './redis/queue.ts';
import { announcedVersions } from './redis/sweeps.ts';
import { CellThread } from './threads/cell-thread.ts';

export interface WorkerOptions {
  url: string;
  /** URL of a module whose default export is a `Task`. */
  task: URL;
  /** Only jobs of this version are run: `engineVersion()`. */
  version: string;
  /** Cells at a time; default as many as the machine has processors for us. */
  concurrency?: number;
  onEvent?(event: WorkerEvent): void;
  /** Ends the worker; the cells that it has in hand go back into the queue. */
  signal?: AbortSignal;
  /** Further options of ioredis, such as `tls`. */
  connection?: RedisOptions;
  timing?: Partial<WorkerTiming>;
}

export type WorkerEvent =
  | { type: 'ready'; concurrency: number }
  | { type: 'cell'; name: string; status: Outcome['status']; reason?: string; seconds: number }
  /** One line. */
  | { type: 'warning'; line: string };

/** Milliseconds. */
export interface WorkerTiming {
  /** A cell whose worker does not renew its lock for so long is another's. */
  lock: number;
  /** Between two looks for such cells. */
  stalled: number;
  /** Between two looks at the versions of the sweeps. */
  announced: number;
  /** For giving cells back at the end. */
  farewell: number;
}

const TIMING: WorkerTiming = { lock: 10_000, stalled: 5000, announced: 2000, farewell: 3000 };

/** Losses of the connection, and of cells that are another's now: because our lock ran out, or because Redis has forgotten them. */
const EXPECTED = /connection|ECONN|EPIPE|LOADING|Missing (key|lock) for job|could not renew lock/i;

/**
 * Run cells of the sweeps that are announced on a Redis, until `signal` is aborted. They run on threads, so that a long one does not keep its lock
 * from being renewed.
 * @throws InputError when the URL is none, Redis cannot be reached, or the only sweeps on it are of other versions
 */
export async function startWorker(options: WorkerOptions): Promise<void> {
  const address = parseRedisUrl(options.url);
  const { concurrency = availableParallelism(), connection, signal, onEvent } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1024) {
    throw new InputError(`concurrency: must be a whole number from 1 to 1024, got ${formatValue(concurrency)}`);
  }
  const warn = (line: string): void => onEvent?.({ type: 'warning', line });
  const redis = await connectToRedis(address, { warn, connection });
  try {
    await refuseOthers(redis, address, options.version);
    const crew = await CellWorker.start(redis, { ...options, concurrency });
    try {
      onEvent?.({ type: 'ready', concurrency });
      await crew.untilRefused(address, signal);
    } finally {
      await crew.close();
    }
  } finally {
    redis.disconnect();
  }
}

/** @throws InputError when sweeps are announced, but none of this version */
async function refuseOthers(redis: Redis, { shown }: RedisAddress, version: string): Promise<void> {
  const announced = await announcedVersions(redis);
  if (announced.length === 0 || announced.includes(version)) return;
  throw new InputError(
    `worker: is of version ${version}, but the sweep on ${shown} is of ${announced.join(', ')}; install the same version on both`,
  );
}

class CellWorker {
  readonly #redis: Redis;
  readonly #options: WorkerOptions;
  readonly #timing: WorkerTiming;
  readonly #idle: CellThread[];
  readonly #threads: readonly CellThread[];
  readonly #told = new Set<string>();
  #worker!: Worker<Parcel, string>;

  private constructor(redis: Redis, options: WorkerOptions & { concurrency: number }) {
    this.#redis = redis;
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#threads = Array.from({ length: options.concurrency }, () => new CellThread({ task: options.task }));
    this.#idle = [...this.#threads];
  }

  static async start(redis: Redis, options: WorkerOptions & { concurrency: number }): Promise<CellWorker> {
    const crew = new CellWorker(redis, options);
    await crew.#listen(options.concurrency);
    return crew;
  }

  async #listen(concurrency: number): Promise<void> {
    const { Worker, WaitingError } = await import('bullmq');
    const { lock, stalled } = this.#timing;
    const run = async (queued: QueuedJob<Parcel, string>, token?: string): Promise<string> => {
      const outcome = await this.#run(queued);
      if (outcome) return toJson(outcome);
      await queued.moveToWait(token);
      throw new WaitingError();
    };
    this.#worker = new Worker(queueName(this.#options.version), run, {
      prefix: PREFIX,
      connection: this.#redis,
      concurrency,
      lockDuration: lock,
      stalledInterval: stalled,
      maxStalledCount: MOST_DEATHS - 1,
      // Seconds of waiting for a job at a time: a connection that is lost meanwhile is found out.
      drainDelay: 2,
      runRetryDelay: 1000,
    });
    this.#worker.on('error', (error) => this.#warnOf(error));
    await this.#worker.waitUntilReady();
  }

  /** Undefined when it was cut short by `close`. */
  async #run({ data }: QueuedJob<Parcel, string>): Promise<Outcome | undefined> {
    const { version, onEvent } = this.#options;
    const start = performance.now();
    const payload = payloadOf(data);
    const thread = this.#idle.pop()!;
    try {
      const outcome = await thread.run(payload, version);
      const seconds = (performance.now() - start) / 1000;
      const reason = outcome?.status === 'failed' ? outcome.reason : undefined;
      if (outcome) onEvent?.({ type: 'cell', name: nameIn(payload), status: outcome.status, reason, seconds });
      return outcome;
    } finally {
      this.#idle.push(thread);
    }
  }

  /** Resolves at an abort. @throws InputError when, while no cell runs, the only sweeps are of other versions */
  async untilRefused(address: RedisAddress, signal: AbortSignal | undefined): Promise<void> {
    while (!signal?.aborted) {
      await sleep(this.#timing.announced, undefined, { signal }).catch(() => {});
      const isIdle = this.#idle.length === this.#threads.length;
      if (!isIdle || signal?.aborted || this.#redis.status !== 'ready') continue;
      await refuseOthers(this.#redis, address, this.#options.version);
    }
  }

  /** Give back what is in hand, as far as Redis can be reached: else others take it up when its locks have run out. */
  async close(): Promise<void> {
    // By force while Redis is away: else it would wait for it to come back.
    const closing = this.#worker.close(this.#redis.status !== 'ready');
    await Promise.all(this.#threads.map((thread) => thread.close()));
    await within(this.#timing.farewell, closing).catch(() => {
      // Not waited for: while Redis is away, neither would ever end.
      this.#worker.disconnect().catch(() => {});
    });
  }

  /** Each line once. The connection tells of its losses itself. */
  #warnOf(error: Error): void {
    const line = `worker: ${firstLine(error)}`;
    if (this.#redis.status !== 'ready' || EXPECTED.test(line) || this.#told.has(line)) return;
    this.#told.add(line);
    this.#options.onEvent?.({ type: 'warning', line });
  }
}

/** Anything may lie in the queue: what is no parcel is given to the job's own check. */
const payloadOf = (data: unknown): string => {
  const job = (data as Partial<Parcel> | null)?.job;
  return typeof job === 'string' ? job : toJson(data ?? null);
};

function nameIn(payload: string): string {
  try {
    const { cell } = JSON.parse(payload) as { cell?: { name?: unknown } };
    return typeof cell?.name === 'string' ? cell.name.slice(0, 300) : '(no cell)';
  } catch {
    return '(no cell)';
  }
}
