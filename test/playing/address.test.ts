import { sum } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { InputError } from '../../src/errors.ts';
import { addressOf, applyOverride, Player, parseOverride, sceneOfAddress } from '../../src/playing/index.ts';
import { custom } from '../../src/targets/index.ts';
import { defineScene, type Scene, type SceneInput } from '../../src/world/index.ts';
import { CHANGES, threeScene } from './scenes.ts';

const named = (name: string): Scene => scenes.find((each) => each.name === name)!;
const set = (scene: Scene, ...texts: string[]): Scene =>
  defineScene(texts.map((text) => parseOverride(text)).reduce<unknown>(applyOverride, scene) as SceneInput);

/** There and back. */
async function afterTrip(scene: Scene, base?: Scene): Promise<Scene> {
  return sceneOfAddress(`https://example.org/view/${await addressOf({ scene, base })}`, scenes);
}

describe('the address of a built-in scene', () => {
  it('is its name', async () => {
    for (const base of scenes) {
      expect(await addressOf({ scene: base, base })).toBe(`#scene=${base.name}`);
      expect(await sceneOfAddress(`#scene=${base.name}`, scenes)).toEqual(base);
    }
  });

  it.each<[string, string[], string]>([
    ['banana', ['seed=3'], '#scene=banana&seed=3'],
    ['banana', ['seed=3', 'count=500'], '#scene=banana&seed=3&set=count%3D500'],
    ['flagship', ['ensembles.ring-jko.method.stepSize=0.1'], '#scene=flagship&set=ensembles.ring-jko.method.stepSize%3D0.1'],
    ['flagship', ['frames=7', 'duration={"steps":9}'], '#scene=flagship&set=duration%3D%7B%22steps%22:9%7D&set=frames%3D7'],
    ['banana', ['title=007'], '#scene=banana&set=title%3D007'],
    ['banana', ['title="7"'], '#scene=banana&set=title%3D%227%22'],
    ['teleportation', ['sites.nodes=21'], '#scene=teleportation&set=sites.nodes%3D21'],
  ])('%s with %j is readable', async (name, texts, address) => {
    const scene = set(named(name), ...texts);
    expect(await addressOf({ scene, base: named(name) })).toBe(address);
    expect(await sceneOfAddress(address, scenes)).toEqual(scene);
  }); // biome-ignore format: a table

  it('has its changes', async () => {
    const scene = { ...named('banana'), changes: [{ at: 0.5, ensemble: named('banana').ensembles[0]!.name, add: [[1, 2]] }] };
    const address = await addressOf({ scene, base: named('banana') });
    expect(address).toMatch(/^#scene=banana&set=changes%3D%5B%7B%22at%22:0.5,/);
    expect(await sceneOfAddress(address, scenes)).toEqual(defineScene(scene));
  }); // biome-ignore format: a table

  it('is packed when it has become another scene', async () => {
    const { description: _, ...scene } = named('flagship');
    const other = defineScene({ ...scene, ensembles: scene.ensembles.slice(1) });
    const address = await addressOf({ scene: other, base: named('flagship') });
    expect(address).toMatch(/^#data=[\w-]+$/);
    expect(await sceneOfAddress(address, scenes)).toEqual(other);
  });
});

describe('any scene survives its address', () => {
  const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  const point = fc.array(number, { minLength: 2, maxLength: 2 });
  const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  const text = fc.string({ unit: 'binary', minLength: 1 });
  const measure = fc.oneof(
    fc.record({
      type: fc.constant('mixture' as const),
      means: fc.array(point, { minLength: 1, maxLength: 5 }),
      scale: positive,
    }),
    fc.record({ type: fc.constant('empirical' as const), points: fc.array(point, { minLength: 1, maxLength: 30 }) }),
  );
  const at = fc.double({ min: 0, max: 1, noNaN: true });
  const change = fc.oneof(
    fc.record({ at, ensemble: fc.constant('leader'), add: fc.array(point, { minLength: 1, maxLength: 9 }) }),
    fc.record({
      at,
      ensemble: fc.constant('leader'),
      method: fc.record({ type: fc.constant('langevin'), stepSize: positive }),
    }),
  );
  const changes = fc.array(change, { maxLength: 6 });

  it('written out', () =>
    fc.assert(
      fc.asyncProperty(text, text, measure, changes, async (title, seed, initial, planned) => {
        const scene = threeScene(planned, { title, description: title, seed, initial });
        expect(await afterTrip(scene)).toEqual(scene);
        expect(await afterTrip(scene, named('banana'))).toEqual(scene);
      }),
      { numRuns: 40 },
    )); // biome-ignore format: a table

  it('as a variation of a built-in one', () =>
    fc.assert(
      fc.asyncProperty(text, text, fc.integer({ min: 1, max: 999 }), fc.option(measure, { nil: undefined }), positive, async (title, seed, count, initial, stepSize) => {
        const base = named('banana');
        const scene = defineScene({
          ...base, title, seed, ensembles: base.ensembles.map((each, i) => ({
            ...each, count, ...(initial && { initial }), method: { ...each.method, ...(i === 0 && { stepSize }) },
          })),
        });
        expect(await afterTrip(scene, base)).toEqual(scene);
      }),
      { numRuns: 40 },
    )); // biome-ignore format: a table

  it('and a run that was steered by hand is replayed by it', async () => {
    const player = await Player.open(threeScene(CHANGES.slice(0, 1)), { backend: 'cpu' });
    await player.to(1 / 3);
    await player.change({ ensemble: 'leader', add: [[0.1, 1 / 3]] });
    await player.to(1);
    const replay = await Player.open(await afterTrip(player.scene), { backend: 'cpu' });
    await replay.to(1);
    expect(await replay.hash()).toBe(await player.hash());
    for (const each of [player, replay]) each.dispose();
  });
});

describe('a broken address', () => {
  it.each<[string, RegExp]>([
    ['', /^address: has no part "", there are scene, seed, set, data/],
    ['https://example.org/', /^address: has no part "https:\/\/example.org\/"/],
    ['#seed=3', /^address: must have either #scene=NAME or #data=..., got "#seed=3"/],
    ['#scene=banana&data=x', /^address: must have either #scene=NAME or #data/],
    ['#scene=banana&scene=torus', /^address: must have one scene, got several/],
    ['#scene=banane', /^address: scene: must be one of banana, .*, got "banane"/],
    ['#scene=banana&speed=2', /^address: has no part "speed"/],
    ['#scene=banana&set=count', /^address: set: must be path=value, got "count"/],
    ['#scene=banana&set=count%3D-1', /^address: scene.ensembles\[0\].count: must be more than 0, got -1/],
    ['#scene=banana&set=no.such%3D1', /^address: set no.such=1: has no "no", there are /],
    ['#scene=banana&set=ensembles%5B0%5D.method.type%3Dx', /^address: scene.ensembles\[0\].method: method.type: must be one of/],
    ['#scene=banana&seed=%E0%A4', /^address: is cut or damaged at "%E0%A4"/],
    ['#data=', /^address: data: is cut or damaged, cannot be unpacked/],
    ['#data=!!', /^address: data: is cut or damaged/],
    ['#data=AAAA', /^address: data: is cut or damaged/],
  ])('%s is refused in one line', async (text, message) => {
    const attempt = sceneOfAddress(text, scenes);
    await expect(attempt).rejects.toThrow(InputError);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.not.toThrow(/\n/);
  }); // biome-ignore format: a table

  it('that was cut or changed on its way is refused, or is at least a scene', async () => {
    const address = await addressOf({ scene: threeScene(CHANGES) });
    for (const length of [address.length - 1, address.length >> 1, 30]) {
      await expect(sceneOfAddress(address.slice(0, length), scenes)).rejects.toThrow(/^address: data: is cut or damaged/);
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: address.length - 1 }), fc.constantFrom('A', '-', 'z'), async (at, letter) => {
        const changed = address.slice(0, at) + letter + address.slice(at + 1);
        const found = await sceneOfAddress(changed, scenes).catch((error) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(InputError);
        else expect(defineScene(found)).toEqual(found);
      }),
    );
  }); // biome-ignore format: a table

  it('that unpacks to more than any scene is refused', async () => {
    const { pack } = await import('../../src/playing/packed.ts');
    const bomb = await pack(' '.repeat(65 * 2 ** 20));
    expect(bomb.length).toBeLessThan(2e5);
    await expect(sceneOfAddress(`#data=${bomb}`, scenes)).rejects.toThrow(/^address: data: is cut or damaged/);
  });

  it.each(['3', '[]', '{}', '{"name":"x","ensembles":3}'])('with the data %s is no scene', async (json) => {
    const { pack } = await import('../../src/playing/packed.ts');
    const data = await pack(JSON.parse(json));
    await expect(sceneOfAddress(`#data=${data}&set=count%3D4`, scenes)).rejects.toThrow(/^address: scene.*: /);
  });

  it('cannot be had for a target that is code', async () => {
    const target = custom({ dimension: 2, logDensity: (x) => sum(x, 1) });
    await expect(addressOf({ scene: threeScene([], { target }) })).rejects.toThrow(
      'scene.ensembles[0]: has a custom target, which is code and cannot be written as JSON',
    );
  });
});
