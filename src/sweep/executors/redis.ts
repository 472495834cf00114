import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job as QueuedJob } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { firstLine, RunError } from '../../errors.ts';
import type { Job, Outcome } from '../cell.ts';
import type { Executor, ExecutorOptions } from '../executor.ts';
import { failure, parseOutcome } from '../job.ts';
import { fromJson, toJson } from '../json.ts';
import { parseRedisUrl, type RedisAddress } from '../redis/address.ts';
import { connectToRedis, within } from '../redis/connection.ts';
import { type CellQueue, MOST_DEATHS, openQueue, type Parcel } from '../redis/queue.ts';
import { announceSweep, withdrawSweep } from '../redis/sweeps.ts';

export interface RedisExecutorOptions {
  url: string;
  /** Further options of ioredis, such as `tls`. */
  connection?: RedisOptions;
  /** One line; default on stderr. */
  warn?(line: string): void;
  timing?: Partial<Timing>;
}

/** Milliseconds. */
interface Timing {
  /** Between two looks for results. */
  poll: number;
  /** Between two checks that every job is still known to Redis, and that the sweep is announced. */
  reconcile: number;
  /** Until we say that no worker is there. */
  lonely: number;
  /** For what is to be tidied up after an interrupt. */
  farewell: number;
}

const TIMING: Timing = { poll: 200, reconcile: 3000, lonely: 5000, farewell: 2000 };
/** Jobs that go to Redis at one time. */
const CHUNK = 200;
/** Jobs that lie in Redis at one time. */
const WINDOW = 2000;
/** Results that come at one time: each may hold a cloud. */
const HANDFUL = 20;
const GIVEN_UP = `worker died ${MOST_DEATHS} times`;

/**
 * The workers of all machines that run `ottoflow worker` on the same Redis. A worker that is killed loses nothing: another one takes its cell
 * up. Nor does a restart of Redis, with or without what it knew: jobs that it has forgotten are added again.
 * @throws InputError when the URL is none
 */
export function redisExecutor({ url, connection, warn = onStderr, timing }: RedisExecutorOptions): Executor {
  const address = parseRedisUrl(url);
  return {
    async run(jobs, options) {
      if (jobs.length === 0) return;
      const redis = await connectToRedis(address, { warn, connection });
      const queue = await openQueue(redis, jobs[0]!.version);
      const run = new RedisRun(redis, queue, jobs, { ...options, address, warn, timing: { ...TIMING, ...timing } });
      await run.toEnd();
    },
  };
}

const onStderr = (line: string): void => void process.stderr.write(`${line}\n`);

interface RunOptions extends ExecutorOptions {
  address: RedisAddress;
  warn(line: string): void;
  timing: Timing;
}

/** One sweep over Redis. Results are asked for, never waited for: an event that was lost would never come again. */
class RedisRun {
  readonly #redis: Redis;
  readonly #queue: CellQueue;
  readonly #options: RunOptions;
  readonly #version: string;
  readonly #id = randomUUID();
  readonly #keys: readonly string[];
  /** Jobs without a record, by key. */
  readonly #pending: Map<string, Job>;
  #reconcileAt = 0;

  constructor(redis: Redis, queue: CellQueue, jobs: readonly Job[], options: RunOptions) {
    this.#redis = redis;
    this.#queue = queue;
    this.#options = options;
    this.#version = jobs[0]!.version;
    this.#keys = jobs.map(({ key }) => key);
    this.#pending = new Map(jobs.map((job) => [job.key, job]));
  }

  async toEnd(): Promise<void> {
    const { signal, timing } = this.#options;
    // A Redis that came back may have forgotten everything.
    this.#redis.on('ready', () => {
      this.#reconcileAt = 0;
    });
    // Commands wait for a connection that is lost, and ioredis never rejects them; an interrupt does not wait.
    let giveUp!: (reason: Error) => void;
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    let timer: NodeJS.Timeout | undefined;
    const hurry = (): void => {
      timer = setTimeout(() => giveUp(new Error('interrupted')), timing.farewell);
    };
    signal?.addEventListener('abort', hurry);
    try {
      await Promise.race([this.#work(), givenUp]);
    } catch (error) {
      if (!signal?.aborted) throw this.#explained(error);
    } finally {
      signal?.removeEventListener('abort', hurry);
      clearTimeout(timer);
      if (this.#redis.status === 'ready') await within(timing.farewell, this.#tidyUp()).catch(() => {});
      this.#redis.disconnect();
    }
  }

  async #work(): Promise<void> {
    await this.#forgetFailures();
    await this.#collectAll();
  }

  /** What Redis complains of (no memory, a disk that is full) in one line; errors of ours as they are. */
  #explained(error: unknown): unknown {
    if ((error as Error).name !== 'ReplyError') return error;
    return new RunError(
      `redis: ${this.#options.address.shown} refuses (${firstLine(error)}); what was stored before stays`,
    );
  }

  async #collectAll(): Promise<void> {
    const { signal, timing, warn, address } = this.#options;
    const lonelyAt = performance.now() + timing.lonely;
    let mayBeLonely = true;
    while (this.#pending.size > 0 && !signal?.aborted) {
      if (performance.now() >= this.#reconcileAt) await this.#reconcile();
      const found = await this.#collect();
      mayBeLonely &&= found === 0;
      if (mayBeLonely && performance.now() > lonelyAt) {
        mayBeLonely = false;
        if ((await this.#queue.getWorkersCount()) === 0) warn(lonelyLine(address, this.#version));
      }
      if (found === 0) await sleep(timing.poll, undefined, { signal }).catch(() => {});
    }
  }

  /** A sweep that was killed may have left results, which are welcome, and failures, which are to be tried again. */
  async #forgetFailures(): Promise<void> {
    const failed = await this.#redis.zrange(this.#queue.toKey('failed'), '0', '-1');
    for (const key of failed) if (this.#pending.has(key)) await this.#queue.remove(key);
    for (const job of await this.#finished('completed')) {
      if (outcomeOf(job).status === 'failed') await this.#queue.remove(job.id!);
    }
  }

  /** Announce the sweep, and add every job that Redis does not know (yet, or any more). */
  async #reconcile(): Promise<void> {
    this.#reconcileAt = performance.now() + this.#options.timing.reconcile;
    await announceSweep(this.#redis, this.#version, this.#id);
    const unknown = await this.#unknown([...this.#pending.keys()].slice(0, WINDOW));
    for (const keys of chunksOf(unknown)) {
      const entries = keys.map((key) => ({
        name: 'cell',
        data: { job: toJson(this.#pending.get(key)) },
        opts: { jobId: key },
      }));
      await this.#queue.addBulk(entries);
    }
  }

  /** Those of `keys` that Redis has no job of. */
  async #unknown(keys: readonly string[]): Promise<string[]> {
    const unknown: string[] = [];
    for (const chunk of chunksOf(keys)) {
      const pipeline = this.#redis.pipeline();
      for (const key of chunk) pipeline.exists(this.#queue.toKey(key));
      const replies = (await pipeline.exec()) ?? [];
      unknown.push(...chunk.filter((_, at) => replies[at]?.[1] === 0));
    }
    return unknown;
  }

  /** Hand over the records of the jobs that have come to an end. @returns how many */
  async #collect(): Promise<number> {
    const finished = [...(await this.#finished('completed')), ...(await this.#finished('failed'))];
    for (const queued of finished) {
      const job = this.#pending.get(queued.id!)!;
      await this.#options.onRecord({ ...job, ...outcomeOf(queued) });
      this.#pending.delete(job.key);
      await this.#queue.remove(job.key);
    }
    return finished.length;
  }

  /** Some of our jobs in the state. Those of other sweeps stay. */
  async #finished(state: 'completed' | 'failed'): Promise<QueuedJob<Parcel, string>[]> {
    const keys = await this.#redis.zrange(this.#queue.toKey(state), '0', '-1');
    const ours = keys.filter((key) => this.#pending.has(key)).slice(0, HANDFUL);
    const jobs = await Promise.all(ours.map((key) => this.#queue.getJob(key)));
    return jobs.filter((job) => job !== undefined);
  }

  /** What nobody will ask for goes: jobs that wait, after an interrupt; jobs that came back with an old memory of Redis. */
  async #tidyUp(): Promise<void> {
    await withdrawSweep(this.#redis, this.#version, this.#id);
    const unknown = new Set(await this.#unknown(this.#keys));
    for (const key of this.#keys) if (!unknown.has(key)) await this.#queue.remove(key);
  }
}

/** What became of a job that is in the state completed or failed. */
function outcomeOf({ returnvalue, failedReason }: QueuedJob<Parcel, string>): Outcome {
  if (failedReason) return { status: 'failed', reason: /stalled/.test(failedReason) ? GIVEN_UP : failedReason };
  try {
    return parseOutcome(fromJson(returnvalue));
  } catch (error) {
    return failure(error);
  }
}

const lonelyLine = ({ shown }: RedisAddress, version: string): string =>
  `redis: no worker of version ${version} is there yet; on any machine: ottoflow worker --redis ${shown}`;

function* chunksOf(keys: readonly string[]): Generator<string[]> {
  for (let first = 0; first < keys.length; first += CHUNK) yield keys.slice(first, first + CHUNK);
}
