import type { Redis, RedisOptions } from 'ioredis';
import { firstLine, InputError } from '../../errors.ts';
import type { RedisAddress } from './address.ts';

/** Milliseconds until a Redis that does not answer counts as not there. */
const PATIENCE = 5000;
/** Milliseconds between two attempts to come back. */
const LONGEST_PAUSE = 2000;

export interface ConnectOptions {
  /** One line when the connection is lost, and one when it is back. */
  warn(line: string): void;
  /** Of ioredis, such as `tls`. */
  connection?: RedisOptions;
}

/**
 * A connection that comes back for as long as it takes; commands wait for it.
 * @throws InputError when Redis cannot be reached within 5 seconds
 */
export async function connectToRedis(address: RedisAddress, { warn, connection }: ConnectOptions): Promise<Redis> {
  const { Redis } = await import('ioredis');
  let isThere = false;
  const redis = new Redis(address.url, {
    ...connection,
    lazyConnect: true,
    connectTimeout: PATIENCE,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isThere ? Math.min(50 * 2 ** times, LONGEST_PAUSE) : null),
  });
  let cause: unknown;
  redis.on('error', (error) => {
    cause = error;
  });
  try {
    await within(PATIENCE, redis.connect());
    // Of a database that is not there ioredis says nothing, and takes the first one.
    await within(PATIENCE, redis.select(redis.options.db ?? 0));
  } catch (error) {
    // A connection that has ended would keep the process for two more seconds.
    if (redis.status !== 'end') redis.disconnect();
    throw new InputError(`redis: ${address.shown} cannot be reached (${causeOf(cause ?? error)})`);
  }
  isThere = true;
  tellOfLosses(redis, address, warn);
  return redis;
}

function tellOfLosses(redis: Redis, { shown }: RedisAddress, warn: (line: string) => void): void {
  let lost = false;
  redis.on('reconnecting', () => {
    if (!lost) warn(`redis: the connection to ${shown} is lost; trying to come back`);
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) warn(`redis: the connection to ${shown} is back`);
    lost = false;
  });
}

/** A connection that was refused for several addresses has its causes in a list, and no message. */
function causeOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  return firstLine(inner) || String((inner as { code?: unknown }).code ?? 'no cause given');
}

/** @throws when `promise` does not settle in time */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
