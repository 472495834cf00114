import { memory as tensorMemory } from '@tensorflow/tfjs-core';
import { addComponent, getComponent, hasComponent, query, removeComponent, setComponent } from 'bitecs';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError, RunError } from '../../src/errors.ts';
import {
  addEnsemble,
  advance,
  createWorld,
  defineMethod,
  disposeWorld,
  ensembleNamed,
  ensembleOf,
  IsEnsemble,
  Owner,
  Position,
  positions,
  prepare,
  Row,
  removeEnsemble,
  setMethod,
  step,
  Velocity,
  Weight,
  type World,
  weights,
} from '../../src/world/index.ts';
import { langevin } from '../../systems/index.ts';
import { mala } from '../../systems/mala.ts';
import { follower, standard, toy } from './toy.ts';

const worlds: World[] = [];
async function newWorld(seed = 'a', replicate = 0): Promise<World> {
  const world = await createWorld({ seed, replicate, backend: 'cpu' });
  worlds.push(world);
  return world;
}
afterEach(() => worlds.splice(0).forEach(disposeWorld));

const cloud = (world: World, name = 'cloud', count = 20, method = toy()): number =>
  addEnsemble(world, { name, count, initial: standard(2), method });

describe('entities', () => {
  it('gives every particle an entity whose components read and write the columns', async () => {
    const world = await newWorld();
    cloud(world, 'other', 3);
    const entity = cloud(world);
    const before = await positions(world, entity);
    const particle = world.particles.of(entity)[7]!;
    expect(getComponent(world, particle, Row)).toEqual({ value: 7 });
    expect(getComponent(world, particle, Owner)).toEqual({ value: entity });
    expect(getComponent(world, particle, Position)).toEqual({ value: [...before.subarray(14, 16)] });
    expect(getComponent(world, particle, Weight)).toEqual({ value: [1 / 20] });

    setComponent(world, particle, Position, { value: [5, -6] });
    expect(() => setComponent(world, particle, Position, { value: [1] })).toThrow(
      /position: must have 2 coordinates, got 1/,
    );
    const after = await positions(world, entity);
    expect([...after.subarray(14, 16)]).toEqual([5, -6]);
    expect(after.filter((value, i) => value !== before[i]).length).toBe(2);
  });

  it('finds ensembles and their particles by component and tag', async () => {
    const world = await newWorld();
    const a = cloud(world, 'a', 5);
    const b = cloud(world, 'b', 4, follower({ leader: 'a' }));
    expect([...query(world, [IsEnsemble])].sort()).toEqual([a, b]);
    expect([...query(world, [toy.component])]).toEqual([a]);
    expect(query(world, [Position, world.particles.tag(b)!]).length).toBe(4);
  });

  it('frees everything when an ensemble or the world goes', async () => {
    const before = tensorMemory().numTensors;
    const world = await newWorld();
    const a = cloud(world, 'a');
    cloud(world, 'b');
    await step(world, { steps: 20 });
    removeEnsemble(world, a);
    expect(query(world, [Position]).length).toBe(20);
    expect(() => ensembleOf(world, a)).toThrow(InputError);
    disposeWorld(world);
    expect(tensorMemory().numTensors).toBe(before);
  });

  it('holds its tensors flat over a run', async () => {
    const world = await newWorld();
    cloud(world);
    await step(world, { steps: 1 });
    const before = tensorMemory().numTensors;
    await step(world, { steps: 50 });
    expect(tensorMemory().numTensors).toBe(before);
  });

  it('has uniform weights that sum to one', async () => {
    const world = await newWorld();
    const w = await weights(world, cloud(world));
    expect(w.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6);
  });
});

describe('the clock', () => {
  it('counts steps, time and evaluations', async () => {
    const world = await newWorld();
    const ensemble = ensembleOf(world, cloud(world));
    await step(world, { steps: 13 });
    expect(ensemble.steps).toBe(13);
    expect(ensemble.time).toBeCloseTo(1.3, 12);
    expect(ensemble.gradientEvaluations).toBe(13 * 20);
    await step(world, { until: 2 });
    expect(ensemble.steps).toBe(20);
    await step(world, { until: 1 });
    expect(ensemble.steps).toBe(20);
  });

  it('is that of the ensemble that lags most', async () => {
    const world = await newWorld();
    expect(world.time).toBe(0);
    cloud(world, 'slow', 2, toy({ stepSize: 0.1 }));
    cloud(world, 'fast', 2, toy({ stepSize: 0.3 }));
    await step(world, { steps: 4 });
    expect(world.time).toBeCloseTo(0.4, 12);
  });

  it.each([0.1, 0.01, 1 / 3, 0.07])('takes no step too many to reach a time in steps of %s', async (stepSize) => {
    const world = await newWorld();
    const ensemble = ensembleOf(world, cloud(world, 'c', 1, toy({ stepSize })));
    await step(world, { until: 60 * stepSize });
    expect(ensemble.steps).toBe(60);
  });

  it('gives the same bits however the run is cut', async () => {
    const whole = await newWorld();
    const cut = await newWorld();
    const [a, b] = [cloud(whole), cloud(cut)];
    await step(whole, { steps: 30 });
    for (const steps of [1, 2, 3, 11, 13]) await step(cut, { steps });
    expect(await positions(cut, b)).toEqual(await positions(whole, a));
  });

  it('ends where preparing spends the whole budget of coupled ensembles', async () => {
    const world = await newWorld();
    addEnsemble(world, { name: 'leader', count: 4, initial: standard(2), target: standard(2), method: mala() });
    cloud(world, 'follower', 3, follower({ leader: 'leader' }));
    await advance(world, ({ name }) => (name === 'leader' ? { gradientEvaluations: 1 } : { steps: 0 }));
    expect(ensembleNamed(world, 'leader')).toMatchObject({ steps: 0, gradientEvaluations: 4 });
  });

  it('gives coupled ensembles the same bits however the run is cut', async () => {
    const run = async (cuts: number[]): Promise<Float32Array> => {
      const world = await newWorld();
      const entity = cloud(world, 'follower', 4, follower({ leader: 'leader' }));
      cloud(world, 'leader', 2);
      for (const until of cuts) await step(world, { until });
      return positions(world, entity);
    };
    expect(await run([0.3, 0.75, 1.1, 3])).toEqual(await run([3]));
  });
});

describe('seeds', () => {
  it('repeats a seed and separates seeds, names and replicates', async () => {
    const run = async (seed: string, name: string, replicate: number): Promise<string> => {
      const world = await newWorld(seed, replicate);
      const entity = cloud(world, name);
      await step(world, { steps: 3 });
      return (await positions(world, entity)).join();
    };
    const first = await run('a', 'x', 0);
    expect(await run('a', 'x', 0)).toBe(first);
    const others = [
      await run('b', 'x', 0),
      await run('a', 'y', 0),
      await run('a', 'x', 1),
      await run('a/x', '', 0).catch(() => 'none'),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('does not change an ensemble when another one joins', async () => {
    const alone = await newWorld();
    const crowd = await newWorld();
    cloud(crowd, 'first');
    const [a, b] = [cloud(alone), cloud(crowd)];
    await step(alone, { steps: 9 });
    await step(crowd, { steps: 9 });
    expect(await positions(crowd, b)).toEqual(await positions(alone, a));
  });
});

describe('methods', () => {
  it('are swapped by swapping the component', async () => {
    const world = await newWorld();
    const entity = cloud(world);
    cloud(world, 'leader', 1);
    await step(world, { steps: 2 });
    expect(ensembleOf(world, entity).columns.velocity).toBeDefined();
    setMethod(world, entity, follower({ leader: 'leader' }));
    expect(hasComponent(world, entity, follower.component)).toBe(true);
    expect(hasComponent(world, entity, toy.component)).toBe(false);
    expect(ensembleOf(world, entity).columns.velocity).toBeUndefined();
    await step(world, { steps: 2 });
    expect(ensembleOf(world, entity).steps).toBe(4);
  });

  it('can be swapped through the ECS itself', async () => {
    const world = await newWorld();
    const entity = cloud(world);
    setComponent(world, entity, toy.component, { stepSize: 0.2 });
    expect(getComponent(world, entity, toy.component)).toEqual({ stepSize: 0.2 });
    removeComponent(world, entity, toy.component);
    addComponent(world, entity, toy.component);
    await step(world, { until: 1 });
    expect(ensembleOf(world, entity).steps).toBe(5);
  });

  it('see particles through Velocity', async () => {
    const world = await newWorld();
    const entity = cloud(world);
    await step(world, { steps: 1 });
    const particle = world.particles.of(entity)[0]!;
    addComponent(world, particle, Velocity);
    expect(getComponent(world, particle, Velocity).value[0]).toBeCloseTo(0.45, 6);
  });
});

/** What the toy method remembers after so many steps. */
const sumOfSines = (steps: number): number =>
  Array.from({ length: steps }, (_, step) => Math.sin(step)).reduce((a, b) => a + b, 1 / 3);

describe('the guard', () => {
  it('stops an ensemble at the step that broke it and lets the others go on', async () => {
    const world = await newWorld();
    const bad = ensembleOf(world, cloud(world, 'bad', 5, toy({ explodeAt: 11 })));
    const good = ensembleOf(world, cloud(world, 'good', 5));
    await step(world, { steps: 20 });
    expect(bad.status).toBe('stopped');
    expect(bad.reason).toMatch(/^step 12: a particle became NaN/);
    expect(bad.steps).toBe(11);
    expect((await positions(world, bad.entity)).every(Number.isFinite)).toBe(true);
    expect(bad.gradientEvaluations).toBe(11 * 5);
    expect(bad.energy.at(-1)![0]).toBeCloseTo(bad.time, 9);
    expect([...bad.memory.get('sum')!]).toEqual([sumOfSines(11)]);
    expect(good.status).toBe('running');
    expect(good.steps).toBe(20);
  });
});

describe('steps that nobody awaits', () => {
  it('come one after the other, also behind one that fails', async () => {
    const [patient, hasty] = [await newWorld(), await newWorld()];
    const [a, b] = [cloud(patient), cloud(hasty)];
    for (const steps of [5, 7]) await step(patient, { steps });
    const failing = step(hasty, {
      steps: 1,
      onTurn: () => {
        throw new Error('no more');
      },
    });
    const others = [step(hasty, { steps: 4 }), step(hasty, { until: patient.time })];
    await expect(failing).rejects.toThrow('no more');
    await Promise.all(others);
    expect(ensembleOf(hasty, b).steps).toBe(12);
    expect(await positions(hasty, b)).toEqual(await positions(patient, a));
  });
});

describe('bad input', () => {
  const cases: [string, object, RegExp][] = [
    ['a count of zero', { count: 0 }, /ensemble.count: must be an integer from 1 to \d+, got 0/],
    ['half a particle', { count: 1.5 }, /ensemble.count: .* got 1.5/],
    ['a dimension that differs', { dimension: 3 }, /ensemble.initial: must have dimension 3, got 2/],
    [
      'a target of another dimension',
      { target: standard(1), dimension: 2 },
      /ensemble.target: must have dimension 2, got 1/,
    ],
    ['an unknown method', { method: { type: 'magic' } }, /method.type: must be one of .*toy.*, got "magic"/],
    ['a negative step', { method: { type: 'toy', stepSize: -1 } }, /toy.stepSize: must be more than 0, got -1/],
    ['no name', { name: undefined }, /^ensemble.name: must be a text, got nothing$/],
    ['an empty name', { name: '' }, /^ensemble.name: must be a text, got ""$/],
    [
      'a target that is only its description',
      { target: { type: 'gaussian', dimension: 2 } },
      /^ensemble.target: must be a target such as gaussian\(.*\), got \{"type":"gaussian","dimension":2\}$/,
    ],
    ['no method', { method: undefined }, /^method: must be a method such as langevin\(.*\), got nothing$/],
    ['a factory for a method', { method: toy }, /^method: must be a method such as .*, got a function$/],
    ['a parameter that is not there', { method: { type: 'toy', size: 1 } }, /toy: has no field "size"/],
  ];
  it.each(cases)('%s', async (_, change, message) => {
    const world = await newWorld();
    const options = { name: 'x', count: 3, initial: standard(2), method: toy(), ...change };
    const attempt = (): number => addEnsemble(world, options);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
    expect(query(world, [IsEnsemble]).length).toBe(0);
  });

  it('a world that was not awaited', async () => {
    const promise = newWorld();
    const options = { name: 'x', count: 3, initial: standard(2), method: toy() };
    const message = /^world: must be what createWorld resolves to, got a promise \(await it\)$/;
    expect(() => addEnsemble(promise as never, options)).toThrow(message);
    await expect(step(promise as never, { steps: 1 })).rejects.toThrow(message);
    await expect(positions(undefined as never, 1)).rejects.toThrow(/^world: .* got nothing$/);
    await promise;
  });

  it('a seed that is none', async () => {
    for (const seed of [{}, null, Number.NaN])
      await expect(createWorld({ seed: seed as never, backend: 'cpu' })).rejects.toThrow(/^seed: must be a text or a/);
  });

  it('leaves no tensor behind', async () => {
    const world = await newWorld();
    const before = tensorMemory().numTensors;
    const options = { name: 'x', count: 3, initial: standard(2), method: langevin() };
    expect(() => addEnsemble(world, options)).toThrow(/needs a target/);
    expect(tensorMemory().numTensors).toBe(before);
  });

  it('a name that is taken', async () => {
    const world = await newWorld();
    cloud(world, 'x');
    expect(() => cloud(world, 'x')).toThrow(/ensemble.name: must be unique in a world, got "x" twice/);
  });

  it.each([
    [{ steps: 1, until: 2 }, /either steps or until/],
    [{}, /either steps or until/],
    [{ steps: -1 }, /step.steps: .* got -1/],
    [{ until: Number.NaN }, /step.until: .* got NaN/],
  ])('step %o', async (how, message) => {
    await expect(step(await newWorld(), how)).rejects.toThrow(message);
  });
});

describe('a method that cannot start', () => {
  defineMethod({
    ...{ type: 'stuck', component: 'Stuck', title: 'A test method that cannot start', source: 'test' },
    parameters: z.strictObject({}),
    needs: { target: false, gradient: false, samples: false },
    stepSize: () => 1,
    prepare() {
      throw new RunError('the start is singular');
    },
    advance() {},
  });

  it('stops its ensemble, and the others go on', async () => {
    const world = await newWorld();
    const options = { count: 3, initial: standard(1) };
    const stuck = addEnsemble(world, { name: 'stuck', ...options, method: { type: 'stuck' } });
    const other = addEnsemble(world, { name: 'other', ...options, method: toy() });
    await step(world, { steps: 4 });
    expect(ensembleOf(world, stuck)).toMatchObject({ status: 'stopped', reason: 'cannot start: the start is singular', steps: 0 }); // biome-ignore format: one line
    expect(ensembleOf(world, other)).toMatchObject({ status: 'running', steps: 4 });
    Object.assign(ensembleOf(world, stuck), { status: 'running' });
    await expect(prepare(world, { strict: true })).rejects.toThrow('ensemble stuck: the start is singular');
  });
});
