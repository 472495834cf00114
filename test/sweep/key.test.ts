import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/sweep/index.ts';
import { fromJson, toCanonicalJson, toJson } from '../../src/sweep/json.ts';
import { keyOfCell } from '../../src/sweep/key.ts';

const cell: Cell = {
  name: 'ring/mala/3',
  scene: {
    name: 'ring',
    title: 'Ring',
    seed: '3',
    duration: { steps: 20 },
    ensembles: [{ name: 'a', method: { type: 'langevin', stepSize: 0.1 } }],
  } as unknown as Cell['scene'],
  parameters: { moments: [1, 10, 100], metrics: { mmd: true, ksd: false } },
};

/** The same data with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  );
}

/** Every copy of plain data in which one leaf is another. */
function* changes(value: unknown): Generator<unknown> {
  if (typeof value === 'number') yield value + 2 ** -40;
  else if (typeof value === 'boolean') yield !value;
  else if (typeof value === 'string') yield `${value}.`;
  else if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) for (const changed of changes(each)) yield value.with(at, changed);
    yield value.slice(1);
  } else {
    for (const [key, each] of Object.entries(value as object)) {
      for (const changed of changes(each)) yield { ...(value as object), [key]: changed };
    }
    yield { ...(value as object), more: 1 };
  }
}

describe('the key of a cell', () => {
  it('is 32 hex digits, and the same whatever the order of fields and the name', () => {
    const key = keyOfCell(cell, '0.1.0+a');
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(keyOfCell(reversed(cell) as Cell, '0.1.0+a')).toBe(key);
    expect(keyOfCell({ ...cell, name: 'other' }, '0.1.0+a')).toBe(key);
    expect(keyOfCell(fromJson(toJson(cell)) as Cell, '0.1.0+a')).toBe(key);
  });

  it('changes with every part of the scene, of the parameters, and with the version', () => {
    const others = (['scene', 'parameters'] as const).flatMap((part) =>
      [...changes(cell[part])].map((changed) => ({ ...cell, [part]: changed }) as Cell),
    );
    const keys = others.map((other) => keyOfCell(other, '0.1.0+a'));
    const all = [keyOfCell(cell, '0.1.0+a'), keyOfCell(cell, '0.1.0+b'), ...keys];
    expect(keys.length).toBeGreaterThan(15);
    expect(new Set(all).size).toBe(all.length);
  });

  it('tells −0, NaN and infinities from each other and from null', () => {
    const values = [0, -0, Number.NaN, Infinity, -Infinity, null, 'NaN'];
    const keys = values.map((value) => keyOfCell({ ...cell, parameters: { value } }, 'v'));
    expect(new Set(keys).size).toBe(values.length);
  });
});

describe('JSON of records', () => {
  it('brings plain data back to the bit', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.double(), (data, number) => {
        const value = { data, list: [number, -0, Number.NaN, -Infinity, { number }] };
        const back = fromJson(toJson(value)) as typeof value;
        expect(Object.is(back.list[0], number)).toBe(true);
        expect(back.list.slice(1)).toEqual([-0, Number.NaN, -Infinity, { number }]);
        expect(toJson(back)).toBe(toJson(value));
        expect(toCanonicalJson(reversed(data))).toBe(toCanonicalJson(data));
      }),
      { numRuns: 30 },
    );
  });
});
