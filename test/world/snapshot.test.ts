import { neg, square, sum } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { custom } from '../../src/targets/index.ts';
import {
  addEnsemble,
  createWorld,
  disposeWorld,
  ensembleNamed,
  loadWorld,
  positions,
  saveWorld,
  setMethod,
  step,
  type World,
} from '../../src/world/index.ts';
import { follower, standard, toy } from './toy.ts';

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

async function newWorld(): Promise<World> {
  const world = await createWorld({ seed: 'snapshot', replicate: 3, backend: 'cpu' });
  worlds.push(world);
  addEnsemble(world, { name: 'leader', count: 7, initial: standard(2), method: toy() });
  addEnsemble(world, { name: 'follower', count: 3, initial: standard(2), method: follower({ leader: 'leader' }) });
  return world;
}

async function load(file: Uint8Array): Promise<World> {
  const { world } = await loadWorld(file);
  worlds.push(world);
  return world;
}

/** Everything a world holds, as one comparable value. */
async function contents(world: World): Promise<unknown> {
  return Promise.all(
    [...world.ensembles.values()].map(async ({ columns, memory, target, initial, entity, ...rest }) => ({
      ...rest,
      memory: [...memory],
      columns: await Promise.all(Object.entries(columns).map(async ([name, column]) => [name, await column.pull()])),
    })),
  );
}

describe('a saved world', () => {
  it('holds everything', async () => {
    const world = await newWorld();
    await step(world, { until: 1 });
    expect(await contents(await load(await saveWorld(world)))).toEqual(await contents(world));
  });

  it('goes on with the same bits as one that was never interrupted', async () => {
    const whole = await newWorld();
    await step(whole, { until: 3 });
    const first = await newWorld();
    await step(first, { until: 1.3 });
    const second = await load(await saveWorld(first));
    await step(second, { until: 3 });
    expect(await contents(second)).toEqual(await contents(whole));
  });

  it('keeps a stopped ensemble stopped, with its reason', async () => {
    const world = await newWorld();
    setMethod(world, ensembleNamed(world, 'leader').entity, toy({ explodeAt: 4 }));
    await step(world, { steps: 6 });
    const again = await load(await saveWorld(world));
    expect(ensembleNamed(again, 'leader')).toMatchObject({
      status: 'stopped',
      steps: 4,
      reason: expect.stringMatching(/^step 5/),
    });
  });

  it('carries a note', async () => {
    const { note, world } = await loadWorld(await saveWorld(await newWorld(), { frame: 3, scene: ['x'] }));
    worlds.push(world);
    expect(note).toEqual({ frame: 3, scene: ['x'] });
  });

  it('needs a custom target to be given again', async () => {
    const target = custom({ dimension: 2, logDensity: (x) => neg(sum(square(x), 1)) });
    const world = await newWorld();
    addEnsemble(world, { name: 'coded', count: 2, initial: standard(2), target, method: toy() });
    const file = await saveWorld(world);
    await expect(loadWorld(file)).rejects.toThrow(/ensemble coded: its target is custom code/);
    const loaded = await loadWorld(file, { targets: { coded: target } });
    worlds.push(loaded.world);
    expect(ensembleNamed(loaded.world, 'coded').target).toBe(target);
  });
});

describe('a damaged file', () => {
  const damage: [string, (file: Uint8Array) => Uint8Array, RegExp][] = [
    [
      'of another kind',
      () => new TextEncoder().encode('hello, this is not a world, but it is long enough to be one'),
      /is not an ottoflow world/,
    ],
    ['that is empty', () => new Uint8Array(), /is not an ottoflow world/],
    ['of a later version', (file) => file.with(8, 9), /is of version 9, this ottoflow reads version 1/],
    ['that was cut', (file) => file.subarray(0, file.length - 9), /cut or damaged/],
    ['with one bit flipped', (file) => file.with(300, file[300]! ^ 1), /cut or damaged/],
    [
      'with one bit flipped in the last column',
      (file) => file.with(file.length - 8, file.at(-8)! ^ 16),
      /cut or damaged/,
    ],
  ];
  it.each(damage)('%s is refused in one line', async (_, change, message) => {
    const file = change(await saveWorld(await newWorld()));
    const attempt = loadWorld(file, { file: 'x.otto' });
    await expect(attempt).rejects.toThrow(InputError);
    await expect(loadWorld(file, { file: 'x.otto' })).rejects.toThrow(message);
    await expect(loadWorld(file, { file: 'x.otto' })).rejects.toThrow(/^x.otto: /);
  });

  it('loads from a view into a larger buffer', async () => {
    const file = await saveWorld(await newWorld());
    const larger = new Uint8Array(file.length + 13);
    larger.set(file, 13);
    const world = await load(larger.subarray(13));
    expect(await positions(world, ensembleNamed(world, 'leader').entity)).toHaveLength(14);
  });
});
