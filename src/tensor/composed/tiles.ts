import { concat, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Most entries of one tile of pairs: 16 MB in float32, and an op holds only a few tiles at a time. */
export const MOST_ENTRIES = 4_000_000;

/** The rows or columns start … start + size − 1. */
export interface Range {
  start: number;
  size: number;
}

/** Cuts n × m pairs into row ranges and column ranges whose products have at most `entries` entries. */
export function tiles(n: number, m: number, entries: number): { rows: Range[]; columns: Range[] } {
  const width = Math.min(m, Math.max(1, Math.floor(Math.sqrt(entries))));
  const height = Math.min(n, Math.max(1, Math.floor(entries / width)));
  return { rows: ranges(n, height), columns: ranges(m, width) };
}

function ranges(count: number, size: number): Range[] {
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, index) => index * size);
  return starts.map((start) => ({ start, size: Math.min(size, count - start) }));
}

/** `next` applied over and over to `first`; at any time only the latest tensors live, not one a turn as in a plain loop. */
export function fold<T>(first: Tensor[], items: readonly T[], next: (state: Tensor[], item: T) => Tensor[]): Tensor[] {
  let state = first;
  for (const item of items) {
    const old = state;
    state = tidy(() => next(old, item));
    for (const tensor of old) tensor.dispose();
  }
  return state;
}

/** What `make` gives for the row ranges, one below the other. */
export function stackRows(rows: readonly Range[], make: (range: Range) => Tensor): Tensor {
  return tidy(() => concat(rows.map((range) => tidy(() => make(range)))));
}
