import type { Redis } from 'ioredis';

/** A sorted set of `<version> <sweep>` by the second, of the clock of Redis, until which the sweep is announced. */
const KEY = 'ottoflow:sweeps';
/** Seconds that an announcement holds. */
const LIFE = 15;

/** Announce that a sweep of this version runs, so that workers of another one can tell; to be renewed well within `LIFE`. */
export async function announceSweep(redis: Redis, version: string, sweep: string): Promise<void> {
  const now = await secondsOf(redis);
  await redis.zadd(KEY, now + LIFE, `${version} ${sweep}`);
  await redis.zremrangebyscore(KEY, '-inf', now);
}

export async function withdrawSweep(redis: Redis, version: string, sweep: string): Promise<void> {
  await redis.zrem(KEY, `${version} ${sweep}`);
}

/** The versions of the sweeps that run now, each once. */
export async function announcedVersions(redis: Redis): Promise<string[]> {
  const entries = await redis.zrangebyscore(KEY, await secondsOf(redis), '+inf');
  return [...new Set(entries.map((entry) => entry.slice(0, entry.lastIndexOf(' '))))];
}

/** The clocks of producers and workers may differ. */
async function secondsOf(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}
