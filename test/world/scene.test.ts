import { neg, square, sum } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../src/errors.ts';
import { custom, empirical, gaussian } from '../../src/targets/index.ts';
import {
  buildWorld,
  defineMethod,
  defineScene,
  disposeWorld,
  positions,
  type SceneInput,
  sceneToJson,
  type World,
} from '../../src/world/index.ts';
import { standard, toy } from './toy.ts';

defineMethod({
  ...{ type: 'ticker', component: 'Ticker', title: 'A test method whose step is no stepSize', source: 'test' },
  parameters: z.strictObject({ tick: z.number() }),
  needs: { target: false, gradient: false, samples: false },
  stepParameter: 'tick',
  stepSize: ({ tick }) => tick,
  advance() {},
});

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

const study = {
  ...{ name: 'study', expected: 1, stepSizes: [0.2, 0.1], time: 1 },
  ...{ method: toy({ explodeAt: 99 }), against: toy({ stepSize: 7 }) },
};

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
  const root = structuredClone({ ...input(), initial: standard(2).spec, orders: [study] }) as unknown as Record<
    string | number,
    never
  >;
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

  it('gives a study the start of the scene, unless it has its own, and its first step size to both methods', () => {
    const own = {
      ...study,
      name: 'own',
      count: 2,
      initial: standard(1),
      target: standard(1),
      placement: 'quantiles' as const,
    };
    const { orders } = defineScene({ ...input(), orders: [study, own] });
    const [shared, special] = orders!;
    expect(shared).toMatchObject({
      count: 5,
      initial: { type: 'gaussian' },
      expected: 1,
      stepSizes: [0.2, 0.1],
      time: 1,
    });
    expect(shared).not.toHaveProperty('placement');
    expect(shared!.method).toEqual({ type: 'toy', stepSize: 0.2, explodeAt: 99 });
    expect(shared!.against).toEqual({ type: 'toy', stepSize: 0.2 });
    expect(special).toMatchObject({ count: 2, placement: 'quantiles', target: { type: 'gaussian' } });
    const scene = defineScene({ ...input(), orders: [study, own] });
    expect(defineScene(JSON.parse(JSON.stringify(sceneToJson(scene))))).toEqual(scene);
  });

  it('sets the parameter of a study that is the time of a step, whatever it is called', () => {
    const { orders } = defineScene({ ...input(), orders: [{ ...study, method: { type: 'ticker', tick: 9 } }] });
    expect(orders![0]!.method).toEqual({ type: 'ticker', tick: 0.2 });
  });

  it('says of a study that its target is code', () => {
    const target = custom({ dimension: 2, logDensity: (x) => neg(sum(square(x), 1)) });
    const scene = defineScene({ ...input(), orders: [{ ...study, target }] });
    expect(scene.orders![0]!.target).toBe(target);
    expect(() => sceneToJson(scene)).toThrow(/^scene.orders\[0\]: has a custom target, which is code/);
  });

  it('places particles at the quantiles of a measure on the line, by ensemble or for all of them', async () => {
    const ensembles = [
      { name: 'random', method: toy(), placement: 'random' as const },
      { name: 'placed', method: toy() },
    ];
    const scene = defineScene({ ...input(), initial: standard(1), placement: 'quantiles', ensembles });
    expect(scene.ensembles.map(({ placement }) => placement)).toEqual(['random', 'quantiles']);
    const world = await buildWorld(scene, { backend: 'cpu' });
    worlds.push(world);
    const [random, placed] = [...world.ensembles.keys()];
    // Φ⁻¹(0.1), Φ⁻¹(0.3), the median, and so on.
    const quantiles = [-1.2815516, -0.5244005, 0, 0.5244005, 1.2815516];
    const x = await positions(world, placed!);
    for (const [i, value] of quantiles.entries()) expect(x[i]).toBeCloseTo(value, 6);
    expect(await positions(world, random!)).not.toEqual(x);
  });

  it('refuses quantiles where there are none', async () => {
    const build = buildWorld(defineScene({ ...input(), placement: 'quantiles' }), { backend: 'cpu' });
    await expect(build).rejects.toMatchObject({
      message: expect.stringMatching(/^scene.ensembles\[0\]: .*quantiles needs a one-dimensional initial measure/),
      path: ['ensembles', 0, 'placement'],
    });
  });

  it('measures an ensemble to another one, before or behind it', () => {
    const ensembles = [
      { name: 'one', method: toy(), reference: 'two' },
      { name: 'two', method: toy() },
    ];
    expect(defineScene({ ...input(), ensembles }).ensembles.map(({ reference }) => reference)).toEqual([
      'two',
      undefined,
    ]);
    const line = [ensembles[0]!, { ...ensembles[1]!, initial: standard(1) }];
    expect(() => defineScene({ ...input(), ensembles: line })).toThrow(
      /^scene.ensembles\[0\].reference: must have dimension 2 like this one, got 1 of "two"$/,
    );
  });

  it('takes data of the target that are held back', () => {
    const [first, ...others] = input().ensembles;
    const withData = (heldBack: unknown, more: object = {}) =>
      defineScene({
        ...input(),
        target: standard(2),
        ...more,
        ensembles: [{ ...first!, heldBack } as typeof first & object, ...others],
      });
    const points = [[0, 1], [2, 3]]; // biome-ignore format: rows
    expect(withData(empirical({ points })).ensembles[0]!.heldBack).toEqual({ type: 'empirical', points });
    expect(() => withData(standard(2))).toThrow(
      /^scene.ensembles\[0\].heldBack: must be data, { "type": "empirical", ... }, got gaussian$/,
    );
    expect(() => withData(empirical({ points: [[1]] }))).toThrow(
      /^scene.ensembles\[0\].heldBack: must have dimension 2 like the initial measure, got 1$/,
    );
    expect(() => withData(empirical({ points }), { target: undefined })).toThrow(
      /^scene.ensembles\[0\].heldBack: must be data of the target, and the ensemble has none$/,
    );
    expect(() => withData({ type: 'empirical', points: [] })).toThrow(/^scene.ensembles\[0\].heldBack: .*points/);
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
      /duration: must have at least one of steps, time, gradientEvaluations, densityEvaluations$/,
    ],
    ['has a duration of zero', ['duration'], { time: 0 }, /duration.time: must be more than 0, got 0$/],
    [
      'has a budget for a method without gradients',
      ['duration'],
      { gradientEvaluations: 9 },
      /must have steps or time: toy makes none of the evaluations that gradientEvaluations limits$/,
    ],
    ['has a name twice', ['ensembles', 1, 'name'], 'one', /ensembles\[1\].name: must be unique, got "one" twice/],
    [
      'has a reference that is not there',
      ['ensembles', 0, 'reference'],
      'three',
      /^scene.ensembles\[0\].reference: must be another ensemble of the scene \(two\), got "three"$/,
    ],
    [
      'has itself as reference',
      ['ensembles', 1, 'reference'],
      'two',
      /another ensemble of the scene \(one\), got "two"$/,
    ],
    [
      'has a placement that is none',
      ['placement'],
      'grid',
      /^scene.placement: must be "random" or "quantiles", got "grid"$/,
    ],
    [
      'has a study with one step',
      ['orders', 0, 'stepSizes'],
      [0.1],
      /^scene.orders\[0\].stepSizes: must be a list of length at least 2/,
    ],
    [
      'has a study whose steps do not divide its time',
      ['orders', 0, 'stepSizes', 1],
      0.3,
      /^scene.orders\[0\].stepSizes\[1\]: must divide the time 1, got 0.3$/,
    ],
    [
      'has a step longer than the time of its study',
      ['orders', 0, 'time'],
      0.05,
      /^scene.orders\[0\].stepSizes\[0\]: must divide the time 0.05, got 0.2$/,
    ],
    [
      'has a study of an unknown method',
      ['orders', 0, 'against', 'type'],
      'magic',
      /^scene.orders\[0\].against: method.type: must be one of .*, got "magic"$/,
    ],
    [
      'has a study without a promise',
      ['orders', 0, 'expected'],
      undefined,
      /^scene.orders\[0\].expected: must be a number/,
    ],
    ['has no studies', ['orders'], [], /^scene.orders: must be a list of length at least 1, got \[\]$/],
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
