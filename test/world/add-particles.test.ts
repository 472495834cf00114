import { memory } from '@tensorflow/tfjs-core';
import { getComponent, hasComponent, query } from 'bitecs';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { gaussian } from '../../src/targets/index.ts';
import { Column } from '../../src/tensor/index.ts';
import {
  addEnsemble,
  addParticles,
  createWorld,
  disposeWorld,
  type EnsembleOptions,
  ensembleOf,
  loadWorld,
  Owner,
  Position,
  positions,
  prepare,
  Row,
  saveWorld,
  setMethod,
  step,
  Velocity,
  type World,
  weights,
} from '../../src/world/index.ts';
import { langevin, sinkhornCoupling, sinkhornJko } from '../../systems/index.ts';
import { standard, toy } from './toy.ts';

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

async function worldOf(...ensembles: Omit<EnsembleOptions, 'initial'>[]): Promise<[World, ...number[]]> {
  const world = await createWorld({ seed: 'add', backend: 'cpu' });
  worlds.push(world);
  return [world, ...ensembles.map((each) => addEnsemble(world, { initial: standard(2), ...each }))];
}

const POINTS = [
  [3, 4],
  [5, 6],
  [7, 8],
];

describe('particles that are added', () => {
  it('are the last rows, at their points, with entities of their own', async () => {
    const [world, entity] = await worldOf({ name: 'a', count: 7, method: toy() });
    await step(world, { steps: 3 });
    const before = await positions(world, entity!);
    const entities = world.particles.of(entity!);
    await addParticles(world, entity!, POINTS);
    expect(ensembleOf(world, entity!).count).toBe(10);
    expect(await positions(world, entity!)).toEqual(Float32Array.of(...before, ...POINTS.flat()));
    const grown = world.particles.of(entity!);
    expect(grown.subarray(0, 7)).toEqual(entities);
    expect(new Set(query(world, [world.particles.tag(entity!)!]))).toEqual(new Set(grown));
    const last = grown[9]!;
    expect(getComponent(world, last, Row)).toEqual({ value: 9 });
    expect(getComponent(world, last, Owner)).toEqual({ value: entity });
    expect(getComponent(world, last, Position)).toEqual({ value: [7, 8] });
  });

  it('carry what the method gives them when it starts afresh', async () => {
    const [world, entity] = await worldOf({ name: 'a', count: 7, method: toy() });
    await step(world, { steps: 3 });
    await addParticles(world, entity!, POINTS);
    expect(ensembleOf(world, entity!).columns.velocity).toBeUndefined();
    expect([...world.particles.of(entity!)].some((each) => hasComponent(world, each, Velocity))).toBe(false);
    await step(world, { steps: 1 });
    expect(ensembleOf(world, entity!).columns.velocity!.shape).toEqual([10, 2]);
    expect([...world.particles.of(entity!)].every((each) => hasComponent(world, each, Velocity))).toBe(true);
  });

  it('leave the others their randomness', async () => {
    const method = langevin({ stepSize: 0.1 });
    const [alone, first] = await worldOf({ name: 'a', count: 7, target: standard(2), method });
    const [joined, second] = await worldOf({ name: 'a', count: 7, target: standard(2), method });
    for (const world of [alone, joined]) await step(world, { steps: 3 });
    await addParticles(joined, second!, POINTS);
    for (const world of [alone, joined]) await step(world, { steps: 5 });
    const moved = await positions(joined, second!);
    expect(moved.subarray(0, 14)).toEqual(await positions(alone, first!));
    expect(moved.subarray(14)).not.toEqual(Float32Array.from(POINTS.flat()));
  });

  it('leave equal masses equal, and others in proportion', async () => {
    const [world, entity] = await worldOf({ name: 'a', count: 3, method: toy() });
    expect(await weights(world, entity!)).toEqual(new Float32Array(3).fill(1 / 3));
    const ensemble = ensembleOf(world, entity!);
    ensemble.columns.weight = new Column(Float32Array.of(0.5, 0.25, 0.25), [3]);
    await addParticles(world, entity!, [[1, 1]]);
    const expected = [0.375, 0.1875, 0.1875, 0.25];
    expect(Array.from(await weights(world, entity!))).toEqual(expected.map(Math.fround));
    ensemble.columns.weight.write(new Float32Array(4).fill(1 / 4));
    await addParticles(world, entity!, POINTS);
    expect(await weights(world, entity!)).toEqual(new Float32Array(7).fill(1 / 7));
  });

  it('are there after saving and loading, which goes on with the same bits', async () => {
    const [world, entity] = await worldOf({ name: 'a', count: 7, method: toy() });
    await step(world, { steps: 3 });
    await addParticles(world, entity!, POINTS);
    const { world: loaded } = await loadWorld(await saveWorld(world));
    worlds.push(loaded);
    const again = [...loaded.ensembles.values()][0]!;
    expect(again).toMatchObject({ count: 10, steered: true });
    for (const each of [world, loaded]) await step(each, { steps: 4 });
    expect(await positions(loaded, again.entity)).toEqual(await positions(world, entity!));
  });

  it('leave no tensor', async () => {
    const [world, entity] = await worldOf({ name: 'a', count: 7, method: toy() });
    await step(world, { steps: 1 });
    const tensors = memory().numTensors;
    for (let i = 0; i < 3; i++) {
      await addParticles(world, entity!, POINTS);
      await step(world, { steps: 1 });
    }
    expect(memory().numTensors).toBe(tensors);
  });

  it('make ensembles that read theirs start afresh', async () => {
    const method = sinkhornCoupling({ stepSize: 0.2, to: { ensemble: 'leader' } });
    const [world, leader, reader] = await worldOf(
      { name: 'leader', count: 7, method: toy() },
      { name: 'reader', count: 5, method },
    );
    await step(world, { steps: 3 });
    await addParticles(world, leader!, POINTS);
    await step(world, { steps: 3 });
    expect(ensembleOf(world, reader!)).toMatchObject({ status: 'running', steps: 6 });
  });
});

describe('mass that is added to sites', () => {
  const setup = {
    name: 'sites',
    initial: gaussian({ mean: [0], covariance: [[0.1]] }),
    target: gaussian({ dimension: 1 }),
    sites: { type: 'grid' as const, bounds: [[-1, 1] as [number, number]], nodes: 5 },
    method: sinkhornJko({ stepSize: 0.1, epsilon: 1, energy: [{ type: 'potential' }] }),
  };

  it.each([0, 2])('goes to the nearest one, after %i steps', async (steps) => {
    const [world, entity] = await worldOf(setup);
    await step(world, { steps });
    await prepare(world);
    const before = await weights(world, entity!);
    await addParticles(world, entity!, [[0.9], [-0.3]]);
    const after = await weights(world, entity!);
    // The mean mass of five sites to the second and the last, of 1.4 in all.
    const expected = Array.from(before, (mass, site) => (mass + (site === 1 || site === 4 ? 0.2 : 0)) / 1.4);
    for (const [site, mass] of after.entries()) expect(mass).toBeCloseTo(expected[site]!, 6);
    expect(ensembleOf(world, entity!).count).toBe(5);
    await step(world, { steps: 1 });
    expect(ensembleOf(world, entity!).status).toBe('running');
  });

  it('goes to what sites weigh at first, also before their method was ready', async () => {
    const [early, first] = await worldOf(setup);
    const [late, second] = await worldOf(setup);
    await prepare(late);
    for (const [world, entity] of [
      [early, first!],
      [late, second!],
    ] as const)
      await addParticles(world, entity, [[0.9]]);
    expect(await weights(early, first!)).toEqual(await weights(late, second!));
  });
});

describe('particles that cannot be added', () => {
  it.each<[string, unknown, RegExp]>([
    ['of another dimension', [[1, 2], [1]], /^ensemble a: add\[1\] must be 2 finite numbers, got \[1\]$/],
    ['that are no numbers', [[1, Number.NaN]], /add\[0\] must be 2 finite numbers/],
    ['beyond float32', [[1, 1e39]], /add\[0\] must be 2 finite numbers, got \[1,1e\+39\]/],
    ['that are none', [], /^ensemble a: add must be a list of points, got \[\]$/],
    ['that are no list', 3, /add must be a list of points, got 3/],
  ])('%s', async (_, points, message) => {
    const [world, entity] = await worldOf({ name: 'a', count: 2, method: toy() });
    const attempt = addParticles(world, entity!, points as number[][]);
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message);
    expect(ensembleOf(world, entity!)).toMatchObject({ count: 2, steered: false });
  });

  it('to what is no ensemble', async () => {
    const [world] = await worldOf();
    await expect(addParticles(world, 9, POINTS)).rejects.toThrow('no ensemble has the entity 9');
  });
});

it('a method that was swapped in before particles came finds all of them', async () => {
  const [world, entity] = await worldOf({ name: 'a', count: 7, target: standard(2), method: toy() });
  await step(world, { steps: 2 });
  setMethod(world, entity!, langevin({ stepSize: 0.1 }));
  await addParticles(world, entity!, POINTS);
  await step(world, { steps: 1 });
  expect([...world.particles.of(entity!)].some((each) => hasComponent(world, each, Velocity))).toBe(false);
});
