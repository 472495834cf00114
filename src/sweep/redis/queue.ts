import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

export const PREFIX = 'ottoflow';
/** A cell that took so many workers down with it is taken up by no other. */
export const MOST_DEATHS = 3;

/** What is in the queue: the JSON of a `Job`, because that of BullMQ turns NaN to null. */
export interface Parcel {
  job: string;
}

/** A queue of its own for every version. No colon may be in it. */
export const queueName = (version: string): string => `cells-${version.replaceAll(':', '-')}`;

/** Seconds that a result waits for a sweep that was killed before it took it. */
const KEPT = 24 * 60 * 60;

/** The jobs that each sweep of this version hands to its workers. */
export type CellQueue = Queue<Parcel, string>;

export async function openQueue(redis: Redis, version: string): Promise<CellQueue> {
  const { Queue } = await import('bullmq');
  const queue: CellQueue = new Queue(queueName(version), {
    prefix: PREFIX,
    connection: redis,
    defaultJobOptions: { attempts: 1, removeOnComplete: { age: KEPT }, removeOnFail: { age: KEPT } },
    // Nobody listens to events, and each would hold a result.
    streams: { events: { maxLen: 1 } },
  });
  // The connection tells of its losses itself, and commands that fail throw.
  queue.on('error', () => {});
  return queue;
}
