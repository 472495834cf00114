import { InputError } from '../errors.ts';
import type { Cell } from './cell.ts';
import { toCanonicalJson } from './json.ts';

/** A part of a sweep, for one task of an array of jobs: the `index`-th of `count`, from 1. */
export interface Shard {
  index: number;
  count: number;
}

const MOST_SHARDS = 100_000;

/** @throws InputError unless it is i/n with 1 ≤ i ≤ n */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index === undefined || count === undefined || count < 1 || count > MOST_SHARDS) {
    throw new InputError(
      `--shard: must be i/n with whole numbers 1 ≤ i ≤ n ≤ ${MOST_SHARDS}, such as 2/8, got ${JSON.stringify(text)}`,
    );
  }
  if (index < 1 || index > count) {
    throw new InputError(`--shard: i must be from 1 to ${count}, got ${JSON.stringify(text)}`);
  }
  return { index, count };
}

/**
 * The cells of one shard: every `count`-th in the order of their names, whatever order they come in. Each cell is in exactly one shard, and the
 * replicates of a slow method are spread over all.
 */
export function shardOf(cells: readonly Cell[], { index, count }: Shard): Cell[] {
  return inOrder(cells).filter((_, at) => at % count === index - 1);
}

function inOrder(cells: readonly Cell[]): Cell[] {
  const labelled = cells.map((cell) => ({ cell, label: `${cell.name}\n${toCanonicalJson(cell)}` }));
  return labelled.sort((a, b) => (a.label < b.label ? -1 : Number(a.label > b.label))).map(({ cell }) => cell);
}
