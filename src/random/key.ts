import seedrandom from 'seedrandom';

/** A Philox4x32 key: two unsigned 32-bit words. */
export type Key = readonly [number, number];

/**
 * The Philox key of a seed and a path below it. `keyOf('a', 'langevin', '0')` is the key of replicate 0 of the ensemble `langevin`
 * in a run with the seed `a`; different paths give independent streams. seedrandom (ARC4) hashes the joined string, so any seed text is
 * accepted and near-equal seeds give unrelated keys.
 */
export function keyOf(seed: string, ...path: string[]): Key {
  const generator = seedrandom([seed, ...path].map((part) => `${part.length}:${part}`).join('/'));
  return [generator.int32() >>> 0, generator.int32() >>> 0];
}
