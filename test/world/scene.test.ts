import { neg, square, sum } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { custom, gaussian } from '../../src/targets/index.ts';
import {
  buildWorld,
  defineScene,
  disposeWorld,
  type SceneInput,
  sceneToJson,
  type World,
} from '../../src/world/index.ts';
import { standard, toy } from './toy.ts';

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

const input = (): SceneInput => ({
  name: 'a-scene',
  title: 'A scene',
  duration: { time: 1 },
  count: 5,
  initial: standard(2),
  ensembles: [
    { name: 'one', method: toy() },
    { name: 'two', method: { type: 'toy' }, count: 3, duration: { steps: 2 } },
  ],
});

/** `input` with the field at a path replaced, or removed when the value is undefined. */
function changed(path: (string | number)[], value: unknown): SceneInput {
  const root = structuredClone({ ...input(), initial: standard(2).spec }) as unknown as Record<string | number, never>;
  let at = root;
  for (const key of path.slice(0, -1)) at = at[key]!;
  if (value === undefined) delete at[path.at(-1)!];
  else at[path.at(-1)!] = value as never;
  return root as unknown as SceneInput;
}

describe('a scene', () => {
  it('is plain data with its defaults filled in, the same from factories and from JSON', () => {
    const scene = defineScene(input());
    expect(scene.ensembles[0]).toMatchObject({
      count: 5,
      method: { type: 'toy', stepSize: 0.1 },
      duration: { time: 1 },
    });
    expect(scene.ensembles[1]).toMatchObject({ count: 3, duration: { steps: 2 } });
    expect(defineScene(JSON.parse(JSON.stringify(sceneToJson(scene))))).toEqual(scene);
  });

  it('builds a world', async () => {
    const world = await buildWorld(defineScene({ ...input(), seed: 42 }), { backend: 'cpu' });
    worlds.push(world);
    expect(world.seed).toBe('42');
    expect([...world.ensembles.values()].map(({ name, count }) => [name, count])).toEqual([
      ['one', 5],
      ['two', 3],
    ]);
  });

  it('keeps a custom target as the code it is, and says that JSON cannot hold it', () => {
    const target = custom({ dimension: 2, logDensity: (x) => neg(sum(square(x), 1)) });
    const scene = defineScene({ ...input(), target });
    expect(scene.ensembles[0]!.target).toBe(target);
    expect(() => sceneToJson(scene)).toThrow(/custom target, which is code/);
  });

  it('takes any seed text', () => {
    fc.assert(fc.property(fc.string(), (seed) => defineScene({ ...input(), seed }).seed === seed));
  });
});

describe('a scene that is wrong', () => {
  const cases: [string, (string | number)[], unknown, RegExp][] = [
    ['has no title', ['title'], undefined, /^scene.title: must be a string, got nothing$/],
    ['has no ensembles', ['ensembles'], [], /^scene.ensembles: must be a list of length at least 1, got \[\]$/],
    ['has an unknown field', ['colour'], 'red', /^scene: has no field "colour", there are name, /],
    ['has a count of zero', ['ensembles', 1, 'count'], 0, /^scene.ensembles\[1\].count: must be more than 0, got 0$/],
    ['has no count', ['count'], undefined, /^scene.ensembles\[0\].count: is missing/],
    ['has no start', ['initial'], undefined, /^scene.ensembles\[0\].initial: is missing/],
    ['has a negative step', ['ensembles', 0, 'method', 'stepSize'], -1, /toy.stepSize: must be more than 0, got -1$/],
    [
      'has an unknown method',
      ['ensembles', 0, 'method', 'type'],
      'magic',
      /method.type: must be one of .*, got "magic"$/,
    ],
    ['has an unknown target', ['target'], { type: 'moon' }, /ensembles\[0\].target: .*moon/],
    [
      'has a duration without end',
      ['duration'],
      {},
      /duration: must have at least one of steps, time, gradientEvaluations$/,
    ],
    ['has a duration of zero', ['duration'], { time: 0 }, /duration.time: must be more than 0, got 0$/],
    [
      'has a budget for a method without gradients',
      ['duration'],
      { gradientEvaluations: 9 },
      /must have steps or time: toy evaluates no/,
    ],
    ['has a name twice', ['ensembles', 1, 'name'], 'one', /ensembles\[1\].name: must be unique, got "one" twice/],
    ['has a name with a slash', ['name'], 'a/b', /^scene.name: must be kebab-case/],
  ];
  it.each(cases)('%s', (_, path, value, message) => {
    const attempt = (): unknown => defineScene(changed(path, value));
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
  });

  it('leads to the field', () => {
    const pathOf = (path: (string | number)[], value: unknown): unknown => {
      try {
        defineScene(changed(path, value));
      } catch (error) {
        return (error as InputError).path;
      }
    };
    expect(pathOf(['ensembles', 0, 'method', 'stepSize'], -1)).toEqual(['ensembles', 0, 'method', 'stepSize']);
    expect(pathOf(['ensembles', 1, 'count'], -1)).toEqual(['ensembles', 1, 'count']);
    const target = {
      ...gaussian({
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      }).spec,
      mean: [0],
    };
    expect(pathOf(['ensembles', 1, 'target'], target)).toEqual(expect.arrayContaining(['ensembles', 1, 'target']));
  });

  it('is never anything but an InputError', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        try {
          defineScene(value as SceneInput);
          return true;
        } catch (error) {
          return error instanceof InputError && !error.message.includes('\n');
        }
      }),
    );
  });
});
