import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/cli/scene/json.ts';
import { ModuleSource } from '../../src/cli/scene/literal.ts';
import { alignColumns } from '../../src/cli/table.ts';
import { formatNumber, formatSeconds, shellWord } from '../../src/headless/index.ts';
import { applyOverride, parseOverride } from '../../src/playing/index.ts';
import { empiricalFromCsv } from '../../src/targets/index.ts';

const scene = {
  name: 's',
  duration: { steps: 5 },
  ensembles: [
    { name: 'a', count: 1, duration: { steps: 5 }, target: { type: 'gaussian', mean: [0, 1] }, method: { type: 'x' } },
    { name: 'b 2.5', count: 2, duration: { time: 3 }, method: { type: 'y', size: 1 } },
  ],
};
// biome-ignore lint/suspicious/noExplicitAny: a changed scene is any data.
const set = (text: string): any => applyOverride(scene, parseOverride(text));

describe('--set', () => {
  it('reads JSON, else text', () => {
    expect(parseOverride('a.b=[1, 2]')).toMatchObject({ path: 'a.b', value: [1, 2] });
    expect(parseOverride('seed=007').value).toBe('007');
    expect(parseOverride('seed="1=2"').value).toBe('1=2');
    expect(parseOverride('a=null').value).toBeNull();
  });

  it('finds ensembles by number and by name, also a name with spaces and dots', () => {
    expect(set('ensembles[1].method.size=4').ensembles[1].method.size).toBe(4);
    expect(set('ensembles.b 2.5.method.size=4').ensembles[1].method.size).toBe(4);
    expect(set('ensembles[0].target.mean[1]=9').ensembles[0].target.mean).toEqual([0, 9]);
  });

  it('sets what ensembles share in all that have it', () => {
    expect(set('count=9').ensembles.map(({ count }: { count: number }) => count)).toEqual([9, 9]);
    const changed = set('target.mean=[1,1]');
    expect(changed.ensembles[0].target.mean).toEqual([1, 1]);
    expect(changed.ensembles[1].target).toBeUndefined();
    const longer = set('duration={"steps":7}');
    expect([longer.duration, longer.ensembles[1].duration]).toEqual([{ steps: 7 }, { steps: 7 }]);
  });

  it('sets sites where there are some, which say themselves how many they are', () => {
    const grid = { type: 'grid', nodes: 5 };
    const mixed = { ...scene, ensembles: [...scene.ensembles, { name: 'sites', count: 5, sites: grid, method: {} }] };
    const change = (text: string) =>
      (applyOverride(mixed, parseOverride(text)) as typeof mixed).ensembles as { count?: number; sites?: object }[];
    expect(change('count=9').map(({ count }) => count)).toEqual([9, 9, 5]);
    expect(change('sites.nodes=7').map(({ sites }) => sites)).toEqual([undefined, undefined, { ...grid, nodes: 7 }]);
    expect(change('sites.nodes=7')[2]).not.toHaveProperty('count');
    expect(change('ensembles.sites.sites={"type":"sequence"}')[2]).toMatchObject({ count: 5 });
  });

  it('leaves the scene it was given', () => {
    const before = structuredClone(scene);
    set('ensembles[0].method.type=z');
    expect(scene).toEqual(before);
  });

  it.each([
    ['ensembles[2].count=1', 'has no 2, there are 0 to 1 (a, b 2.5)'],
    ['ensembles[0].target.mean[5]=1', 'has no 5, there are 0 to 1'],
    ['ensembles[0].metod.type=1', 'has no "metod", there are name, count, duration, target, method'],
    ['name.first=1', 'has no "first", there is no object'],
    ['a..b=1', 'must be a path such as'],
  ])('%s: %s', (text, message) => {
    expect(() => set(text)).toThrow(message);
  });
});

describe('the place of a field', () => {
  it('in JSON is the deepest part that was written', () => {
    const { locate } = parseJson('{\n  // why\n  "a": [1, { "b": 2 }],\n}', 's.json');
    expect(locate(['a', 1, 'b'])).toEqual({ position: 's.json:3:19', depth: 3 });
    expect(locate(['a', 1, 'c', 'd'])).toEqual({ position: 's.json:3:12', depth: 2 });
    expect(locate(['z'])).toEqual({ position: 's.json:1:1', depth: 0 });
  });

  it('in code is found behind calls, constants, casts and satisfies', () => {
    const text = `const size: number = 3;
const inner = { method: langevin({
  stepSize: -1 }) } as const;
export default defineScene({
  'name': 's', ensembles: [inner, { count: size }],
} satisfies Input);`;
    const { locate } = new ModuleSource(text, 's.ts');
    expect(locate(['ensembles', 0, 'method', 'stepSize'])).toEqual({ position: 's.ts:3:13', depth: 4 });
    expect(locate(['ensembles', 1, 'count'])).toEqual({ position: 's.ts:1:22', depth: 3 });
    expect(locate(['name'])).toEqual({ position: 's.ts:5:11', depth: 1 });
    expect(locate(['title'])).toEqual({ position: 's.ts:4:28', depth: 0 });
  });
});

describe('points from CSV', () => {
  it('take commas, semicolons, tabs or spaces, comments, quotes and a header', () => {
    const points = [[1, 2], [3, -4e-1]]; // biome-ignore format: pairs
    for (const text of [
      '1,2\n3,-0.4\n',
      '# x\n1; 2\r\n\n3;-4e-1',
      'x\ty\n1\t2\n3\t-.4',
      '1 2\n3   -0.4',
      '\uFEFFx,y\r1,2\r3,-0.4\r',
      '"a","b"\n"1","2"\n3,-0.4',
    ])
      expect(empiricalFromCsv(text)).toEqual({ points });
  });

  it('take weights from the column of that name', () => {
    expect(empiricalFromCsv('x,Weight,y\n1,0.25,2\n3,0.75,4')).toEqual({
      points: [[1, 2], [3, 4]], // biome-ignore format: pairs
      weights: [0.25, 0.75],
    });
  });

  it.each([
    ['1,2\n3,inf', 'f:2:2: must be a finite number, got "inf"'],
    ['nan,NaN\n', 'f:1:1: must be a finite number, got "nan"'],
    ['0,5;1,5\n', 'f:1:1: must be a finite number, got "0,5"'],
    ['x,y\n1\n', 'f:2: must have 2 values like the lines before, got 1'],
    ['', 'f: has no points'],
  ])('%j: %s', (text, message) => {
    expect(() => empiricalFromCsv(text, 'f')).toThrow(message);
  });
});

describe('figures', () => {
  it('are short', () => {
    const values = [0, 0.12345, 12.345, 1234.5, 1e9, 1e-7, undefined, Number.NaN];
    expect(values.map(formatNumber)).toEqual(['0', '0.123', '12.3', '1235', '1.0e+9', '1.0e-7', '–', 'NaN']);
    expect([0.5, 59.9, 125].map(formatSeconds)).toEqual(['0.500 s', '59.9 s', '2 min 5 s']);
  });

  it('stand in columns', () => {
    expect(alignColumns([['a', 'n'], ['ε-long', '10']], [1])).toEqual(['a        n', 'ε-long  10']); // biome-ignore format: rows
  });

  it('and words are quoted for a shell where they must be', () => {
    expect(['a.json', 'count=3', 'e[0].x=1', "it's"].map(shellWord)).toEqual([
      'a.json',
      'count=3',
      "'e[0].x=1'",
      "'it'\\''s'",
    ]);
  });
});
