import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShard, shardOf } from '../../src/sweep/shard.ts';
import { cellOf } from './cells.ts';

const cells = fc
  .array(fc.tuple(fc.string({ minLength: 1 }), fc.integer()), { maxLength: 40 })
  .map((pairs) => pairs.map(([name, seed]) => ({ ...cellOf(seed), name })));

describe('shards', () => {
  it('hold every cell once, are as equal as can be, and do not depend on the order of the cells', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.nat()), (all, count, order) => {
        const shards = Array.from({ length: count }, (_, at) => shardOf(all, { index: at + 1, count }));
        const sizes = shards.map((shard) => shard.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(shards.flat()).toHaveLength(all.length);
        expect(new Set(shards.flat())).toEqual(new Set(all));

        const ranks = new Map(all.map((cell) => [cell, order.next().value as number]));
        const shuffled = all.toSorted((a, b) => ranks.get(a)! - ranks.get(b)!);
        expect(shuffled.length === 0 ? [] : shardOf(shuffled, { index: 1, count })).toEqual(shards[0]);
      }),
      { numRuns: 50 },
    );
  });

  it('share the replicates of a method', () => {
    const replicates = Array.from({ length: 12 }, (_, at) => ({ ...cellOf(at), name: `ring/nuts/${at}` }));
    for (const index of [1, 2, 3, 4]) expect(shardOf(replicates, { index, count: 4 })).toHaveLength(3);
  });
});

describe('--shard', () => {
  it('counts from 1', () => {
    expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
    expect(parseShard('12/40')).toEqual({ index: 12, count: 40 });
  });

  it.each(['', '0/4', '5/4', '1/0', '1', '/4', '1/', 'a/b', '1/2/3', '-1/4', '1.5/4', ' 1/4', '1e1/20', '1/9999999'])(
    'refuses %j in one line',
    (text) => {
      expect(() => parseShard(text)).toThrow(/^--shard: [^\n]+$/);
      expect(() => parseShard(text)).toThrow(JSON.stringify(text));
    },
  );
});
