import { describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { resolveScene } from '../../src/cli/scene/resolve.ts';
import { addressOf, parseOverride } from '../../src/playing/index.ts';

const banana = scenes.find(({ name }) => name === 'banana')!;

describe('an address in place of a scene', () => {
  it.each(['#scene=banana&seed=3&set=count%3D7', 'https://example.org/view/index.html#scene=banana&seed=3&set=count%3D7'])(
    'is the scene that it shows: %s',
    async (address) => {
      const { scene } = await resolveScene(address, []);
      expect(scene).toMatchObject({ name: 'banana', seed: '3' });
      expect(scene.ensembles.every(({ count }) => count === 7)).toBe(true);
    },
  ); // biome-ignore format: a table

  it('may be packed, and changed by flags', async () => {
    const address = await addressOf({ scene: banana });
    const { scene } = await resolveScene(address, [parseOverride('count=9')]);
    expect(scene).toEqual({ ...banana, ensembles: banana.ensembles.map((each) => ({ ...each, count: 9 })) });
  });

  it.each<[string, string[], RegExp]>([
    ['#scene=banane', [], /^address: scene: must be one of banana, /],
    ['https://example.org/view', [], /^address: has no part/],
    ['#data=xyz', [], /^address: data: is cut or damaged, cannot be unpacked$/],
    ['#scene=banana', ['count=-1'], /^--set count=-1: must be more than 0, got -1$/],
  ])('that is broken gets one line: %s %j', async (address, overrides, message) => {
    await expect(resolveScene(address, overrides.map((text) => parseOverride(text)))).rejects.toThrow(message);
  }); // biome-ignore format: a table
});
