import { memory } from '@tensorflow/tfjs-core';
import { hasComponent } from 'bitecs';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { gaussian } from '../../src/targets/index.ts';
import {
  applyChange,
  buildWorld,
  defineScene,
  disposeWorld,
  type Ensemble,
  ensembleNamed,
  inOrder,
  loadWorld,
  type SceneInput,
  saveWorld,
  stateHash,
  steer,
  step,
  type World,
} from '../../src/world/index.ts';
import { langevin, mala, mongeAmpere } from '../../systems/index.ts';
import { toy } from './toy.ts';

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

const input = (changes: unknown[], more: Partial<SceneInput> = {}): SceneInput => ({
  name: 'changing',
  title: 'Changing',
  duration: { time: 1 },
  count: 6,
  initial: gaussian({ dimension: 2 }),
  target: gaussian({ dimension: 2 }),
  ensembles: [
    { name: 'a', method: langevin({ stepSize: 0.1 }) },
    { name: 'b', method: toy() },
  ],
  changes: changes as SceneInput['changes'],
  ...more,
});

async function open(scene = defineScene(input([]))): Promise<World> {
  const world = await buildWorld(scene, { backend: 'cpu' });
  worlds.push(world);
  return world;
}

describe('the changes of a scene', () => {
  it('are checked and completed', () => {
    const { changes } = defineScene(
      input([
        { at: 0.5, ensemble: 'a', method: { type: 'toy' } },
        { at: 0, ensemble: 'b', add: [[1, -0]] },
      ]),
    );
    expect(changes).toEqual([
      { at: 0.5, ensemble: 'a', method: { type: 'toy', stepSize: 0.1 } },
      { at: 0, ensemble: 'b', add: [[1, 0]] },
    ]);
    expect(defineScene(defineScene(input(changes!))).changes).toEqual(changes);
  });

  it('happen in the order of their moments, those of one moment as they are written', () => {
    const change = (at: number, x: number) => ({ at, ensemble: 'a', add: [[x]] });
    const sorted = inOrder([change(0.5, 1), change(0.2, 2), change(0.5, 3), change(0.2, 4)]);
    expect(sorted.map(({ at, ...rest }) => [at, 'add' in rest && rest.add[0]![0]])).toEqual([
      [0.2, 2],
      [0.2, 4],
      [0.5, 1],
      [0.5, 3],
    ]);
  });

  const add = [[0, 0]];
  it.each<[string, unknown, RegExp, (string | number)[]]>([
    ['no moment', { ensemble: 'a', add }, /^scene.changes\[0\].at: must be a number, got nothing/, ['at']],
    ['a moment after the end', { at: 1.5, ensemble: 'a', add }, /changes\[0\].at: must be at most 1, got 1.5/, ['at']],
    ['a moment before the start', { at: -1, ensemble: 'a', add }, /\.at: must be at least 0, got -1/, ['at']],
    ['an unknown ensemble', { at: 0, ensemble: 'c', add }, /\.ensemble: must be one of a, b, got "c"/, ['ensemble']],
    ['nothing to do', { at: 0, ensemble: 'a' }, /^scene.changes\[0\]: must have either method or add/, []],
    ['both', { at: 0, ensemble: 'a', add, method: toy() }, /must have either method or add/, []],
    ['a point of another dimension', { at: 0, ensemble: 'a', add: [[0, 0], [1]] }, /add\[1\]: must have dimension 2 like a, got \[1\]/, ['add', 1]],
    ['an unknown method', { at: 0, ensemble: 'a', method: { type: 'x' } }, /changes\[0\].method: method.type: must be one of/, ['method', 'type']],
    ['a wrong parameter', { at: 0, ensemble: 'a', method: { type: 'langevin', stepSize: -1 } }, /changes\[0\].method: langevin.stepSize: must be more than 0/, ['method', 'stepSize']],
    ['another field', { at: 0, ensemble: 'a', add, remove: 3 }, /has no field "remove"/, []],
  ])('are refused with %s', (_, change, message, path) => {
    const attempt = (): unknown => defineScene(input([change]));
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect((error as InputError).path).toEqual(['changes', 0, ...path]);
    }
  }); // biome-ignore format: a table

  it('are refused with a method that lacks a target, or that nothing would end', () => {
    const { target: _, ...without } = input([{ at: 0, ensemble: 'b', method: langevin({ stepSize: 1 }) }]);
    const ensembles = [{ name: 'b', method: toy() }];
    expect(() => defineScene({ ...without, ensembles })).toThrow(
      'scene.changes[0]: ensemble b: the method langevin needs a target',
    );
    const budget = { duration: { gradientEvaluations: 9 }, ensembles: [input([]).ensembles[0]!] };
    expect(() => defineScene(input([{ at: 0, ensemble: 'a', method: toy() }], budget))).toThrow(
      /^scene.changes\[0\].method: makes none of the evaluations of the budget that ends a/,
    );
  });
});

describe('steering', () => {
  it('gives another method, which is ready at once', async () => {
    const world = await open();
    await step(world, { steps: 2 });
    await steer(world, { ensemble: 'a', method: mala({ stepSize: 0.3 }) });
    expect(ensembleNamed(world, 'a')).toMatchObject({ method: { type: 'mala' }, prepared: true, steered: true });
  });

  it('adds particles, which are ready at once', async () => {
    const world = await open();
    await steer(world, { ensemble: 'b', add: [[1, 2]] });
    expect(ensembleNamed(world, 'b')).toMatchObject({ count: 7, prepared: true, steered: true });
    expect(ensembleNamed(world, 'b').columns.velocity!.shape).toEqual([7, 2]);
  });

  it('takes up an ensemble that was stopped, when it gets another method', async () => {
    const world = await open();
    await steer(world, { ensemble: 'b', method: toy({ explodeAt: 1 }) });
    await step(world, { steps: 3 });
    expect(ensembleNamed(world, 'b')).toMatchObject({ status: 'stopped', steps: 1 });
    await steer(world, { ensemble: 'b', add: [[0, 0]] });
    expect(ensembleNamed(world, 'b')).toMatchObject({ status: 'stopped', count: 7 });
    await steer(world, { ensemble: 'b', method: toy() });
    await step(world, { steps: 3 });
    expect(ensembleNamed(world, 'b')).toMatchObject({ status: 'running', steps: 4 });
    expect(ensembleNamed(world, 'b').reason).toBeUndefined();
  });
});

describe('a change that cannot be made', () => {
  const late = { ensemble: 'b', method: mongeAmpere({ stepSize: 0.01, discretisation: 'gaussian' }) };

  /** All but what a tensor is. */
  const stateOf = async (world: World) => {
    const { columns, entity, ...rest } = ensembleNamed(world, 'b');
    const values = Object.entries(columns).map(async ([name, column]) => [name, await column.pull()] as const);
    return { ...rest, memory: [...rest.memory], values: await Promise.all(values), hash: await stateHash(world) };
  };

  it('leaves everything as it was, and says why', async () => {
    const world = await open();
    const whole = await open();
    for (const each of [world, whole]) await step(each, { steps: 2 });
    const before = await stateOf(world);
    const tensors = memory().numTensors;
    await expect(steer(world, late)).rejects.toThrow(
      'ensemble b: monge-ampere must start from its initial measure, which it left 2 steps ago',
    );
    expect(await stateOf(world)).toEqual(before);
    expect(memory().numTensors).toBe(tensors);
    for (const each of [world, whole]) await step(each, { steps: 2 });
    expect(await stateHash(world)).toBe(await stateHash(whole));
    const { component } = toy as unknown as { component: object };
    expect(hasComponent(world, ensembleNamed(world, 'b').entity, component)).toBe(true);
  });

  it('stops its ensemble when it was planned; the others go on', async () => {
    const world = await open();
    await step(world, { steps: 2 });
    await applyChange(world, { at: 0.25, ...late });
    expect(world.changes).toBe(1);
    expect(ensembleNamed(world, 'b')).toMatchObject({
      status: 'stopped',
      reason: expect.stringMatching(/^change at 0.25: ensemble b: monge-ampere must start from its initial measure/),
      method: { type: 'toy' },
    });
    await step(world, { steps: 2 });
    const steps = ({ steps }: Ensemble): number => steps;
    expect([...world.ensembles.values()].map(steps)).toEqual([4, 2]);
  });

  it('takes rows back that a method refused', async () => {
    const world = await open(
      defineScene(input([], { ensembles: [{ name: 'b', method: late.method, target: gaussian({ mean: [1, 1] }) }] })),
    );
    await step(world, { steps: 2 });
    const before = await stateOf(world);
    const particles = world.particles.of(ensembleNamed(world, 'b').entity).slice();
    await expect(steer(world, { ensemble: 'b', add: [[1, 1]] })).rejects.toThrow(/must start from its initial measure/);
    expect(await stateOf(world)).toEqual(before);
    expect(world.particles.of(ensembleNamed(world, 'b').entity)).toEqual(particles);
    expect(ensembleNamed(world, 'b').count).toBe(6);
  });
});

describe('the hash of a state', () => {
  it('is the same for the same bits, also after saving and loading, and another one otherwise', async () => {
    const [first, second] = [await open(), await open()];
    for (const world of [first, second]) await step(world, { steps: 3 });
    const hash = await stateHash(first);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await stateHash(second)).toBe(hash);
    const { world } = await loadWorld(await saveWorld(first));
    worlds.push(world);
    expect(await stateHash(world)).toBe(hash);
    await step(second, { steps: 1 });
    expect(await stateHash(second)).not.toBe(hash);
  });

  it.each<[string, (ensemble: Ensemble) => void]>([
    ['one bit of a position', ({ columns: { position } }) => position.write(position.peek().map((x, i) => (i === 3 ? x * (1 + 2 ** -23) : x)))],
    ['a memory', ({ memory }) => memory.set('sum', Float64Array.of(1))],
    ['the time', (ensemble) => { ensemble.time += 1e-9; }],
    ['the method', (ensemble) => { ensemble.method = { ...ensemble.method, stepSize: 0.2 }; }],
  ])('shows %s', async (_, edit) => {
    const world = await open();
    await step(world, { steps: 3 });
    const hash = await stateHash(world);
    edit(ensembleNamed(world, 'b'));
    expect(await stateHash(world)).not.toBe(hash);
  }); // biome-ignore format: a table
});
