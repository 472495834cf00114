import { describe, expect, test } from 'vitest';
import { type Key, keyOf, philox, words } from '../../src/random/index.ts';

/** The known answers of Random123 (D. E. Shaw Research, `kat_vectors`, philox4x32 with 10 rounds): counter, key, words. */
const knownAnswers: [counter: [number, number, number, number], key: Key, words: string][] = [
  [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
];

const hex = (values: Iterable<number>): string =>
  [...values].map((word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox', () => {
  test.each(knownAnswers)('%j %j', (counter, key, expected) => {
    expect(hex(philox(...counter, key, new Uint32Array(4)))).toBe(expected);
  });

  test('writes at its offset and nowhere else', () => {
    const out = philox(0, 0, 0, 0, [0, 0], new Uint32Array(6), 1);
    expect(hex(out)).toBe('00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8 00000000');
  });

  test('words of a draw are those of their counters, whatever the order and the slicing', () => {
    const draw = { key: [3, 4] as const, step: 9, stream: 2 };
    const all = words(10, 6, draw);
    expect([...words(4, 6, { ...draw, firstRow: 6 })]).toEqual([...all.subarray(36)]);
    const second = philox(7, 9, 2, 1, draw.key, new Uint32Array(4));
    expect([...all.subarray(7 * 6 + 4, 8 * 6)]).toEqual([...second.subarray(0, 2)]);
  });
});

describe('keys', () => {
  test('a seed and a path give the same key again', () => {
    expect(keyOf('a', 'langevin', '0')).toEqual(keyOf('a', 'langevin', '0'));
  });

  test('different seeds, paths, and places of a separator give different keys', () => {
    const keys = [
      keyOf('a'),
      keyOf('b'),
      keyOf('a', 'b'),
      keyOf('a', 'b', 'c'),
      keyOf('a', 'b/c'),
      keyOf('a', 'c', 'b'),
      keyOf('ab'),
      keyOf('', 'ab'),
      keyOf('1:a'),
      ...Array.from({ length: 100 }, (_, replicate) => keyOf('a', 'langevin', String(replicate))),
    ];
    expect(new Set(keys.map(String)).size).toBe(keys.length);
  });

  test('a key is two unsigned 32-bit integers', () => {
    for (const word of keyOf('any text at all, ε ∞')) {
      expect(Number.isInteger(word) && word >= 0 && word < 2 ** 32).toBe(true);
    }
  });
});
