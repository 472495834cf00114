import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { empirical, gaussian } from '../../src/targets/index.ts';
import {
  addEnsemble,
  buildWorld,
  createWorld,
  defineMethod,
  defineScene,
  disposeWorld,
  type EnsembleOptions,
  ensembleOf,
  loadWorld,
  positions,
  saveWorld,
  sceneToJson,
  type World,
} from '../../src/world/index.ts';
import { standard, toy } from './toy.ts';

/** A method whose particles are sites. */
const still = defineMethod({
  ...{ type: 'still', component: 'Still', title: 'A test method on sites', source: 'test' },
  parameters: z.strictObject({ stepSize: z.number().default(1) }),
  needs: { target: false, gradient: false, samples: false },
  sites: true,
  stepSize: ({ stepSize }) => stepSize,
  advance() {},
});

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

async function ensembleWith(options: Partial<EnsembleOptions>) {
  const world = await createWorld({ backend: 'cpu' });
  worlds.push(world);
  const entity = addEnsemble(world, { name: 'sites', initial: standard(1), method: still(), ...options });
  return { world, ensemble: ensembleOf(world, entity), places: Array.from(await positions(world, entity)) };
}

describe('sites', () => {
  it('on a line are a grid with both ends, which says how many they are', async () => {
    const { ensemble, places } = await ensembleWith({ sites: { type: 'grid', bounds: [[-1, 1]], nodes: 5 } });
    expect(places).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(ensemble).toMatchObject({ count: 5, sites: true });
  });

  it('in a plane have the last axis fastest', async () => {
    const sites = { type: 'grid' as const, bounds: [[0, 1], [0, 2]] as [number, number][], nodes: [2, 3] }; // biome-ignore format: one line
    const { places } = await ensembleWith({ initial: standard(2), sites });
    expect(places).toEqual([0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2]);
  });

  it('lie over initial measure and target when nothing is said', async () => {
    const target = gaussian({ mean: [10], covariance: [[1]] });
    const { places } = await ensembleWith({ count: 7, target });
    expect(places[0]).toBe(Math.fround(standard(1).bounds[0]![0]));
    expect(places.at(-1)).toBe(Math.fround(target.bounds[0]![1]));
    const { places: plane } = await ensembleWith({ count: 9, initial: standard(2) });
    expect(new Set(plane.filter((_, at) => at % 2 === 0)).size).toBe(3);
  });

  it('fill a box where their number is no power, or there are too many dimensions for a grid', async () => {
    const { places } = await ensembleWith({ count: 10, initial: standard(2) });
    const [low, high] = standard(2).bounds[0]!;
    expect(new Set(places).size).toBe(20);
    expect(places.every((x) => x > low && x < high)).toBe(true);
    const { places: many } = await ensembleWith({ count: 32, initial: standard(5) });
    expect(new Set(many).size).toBe(160);
  });

  it('are the points of a cloud, or samples of a measure', async () => {
    const points = [[3], [1], [2]];
    expect((await ensembleWith({ sites: empirical({ points }) })).places).toEqual([3, 1, 2]);
    const drawn = await ensembleWith({ sites: { type: 'gaussian', mean: [50], covariance: [[1]] }, count: 8 });
    expect(Math.min(...drawn.places)).toBeGreaterThan(40);
  });

  it('are remembered as sites by a world file', async () => {
    const { world } = await ensembleWith({ sites: empirical({ points: [[3], [1], [2]] }) });
    const { world: again } = await loadWorld(await saveWorld(world));
    worlds.push(again);
    const [ensemble] = again.ensembles.values();
    expect(ensemble).toMatchObject({ sites: true, count: 3 });
    expect(Array.from(await positions(again, ensemble!.entity))).toEqual([3, 1, 2]);
  });

  it.each<[string, Partial<EnsembleOptions>, RegExp]>([
    ['a count that is another', { count: 4, sites: { type: 'grid', nodes: 5 } }, /^ensemble.count: must be 5, the number of sites, got 4$/],
    ['no count', { sites: { type: 'sequence' } }, /^ensemble.count: must be an integer from 1/],
    ['a count that is no square', { initial: standard(2), count: 10, sites: { type: 'grid' } }, /must be a power n\^2, such as 9, got 10|such as 9/],
    ['one node', { sites: { type: 'grid', nodes: 1 } }, /sites.nodes: must be/],
    ['too few axes', { initial: standard(2), sites: { type: 'grid', nodes: [4] } }, /sites.nodes: must have dimension 2 like the initial measure, got 1$/],
    ['bounds of another dimension', { count: 4, sites: { type: 'grid', bounds: [[0, 1], [0, 1]] } }, /sites.bounds: must have dimension 1 .* got 2$/],
    ['bounds upside down', { count: 4, sites: { type: 'grid', bounds: [[1, 0]] } }, /sites.bounds\[0\]: must be \[low, high\], got \[1,0\]$/],
    ['an unknown type', { count: 4, sites: { type: 'hexagons' } }, /sites.type: must be one of grid, sequence, gaussian, .* got "hexagons"$/],
    ['an unknown field', { count: 4, sites: { type: 'grid', node: 4 } as never }, /sites: has no field "node"/],
    ['points of another dimension', { sites: empirical({ points: [[1, 2]] }) }, /sites: must have dimension 1 .* got 2$/],
    ['a method that moves particles', { count: 4, method: toy(), sites: { type: 'grid' } }, /^ensemble.sites: must be left out with toy, .* still/],
  ])('refuse %s', async (_, options, message) => { // biome-ignore format: a table
    await expect(ensembleWith(options)).rejects.toThrow(message);
  }); // biome-ignore format: a table
});

describe('sites in a scene', () => {
  const scene = {
    ...{ name: 'sites', title: 'Sites', duration: { steps: 1 }, count: 50, initial: standard(1) },
    sites: { type: 'grid' as const, bounds: [[-1, 1]] as [number, number][], nodes: 5 },
  };

  it('are for the methods that have them, and say how many they are', async () => {
    const checked = defineScene({
      ...scene,
      ensembles: [
        { name: 'masses', method: still() },
        { name: 'particles', method: toy() },
        { name: 'others', method: still(), sites: { type: 'grid' } },
      ],
    });
    expect(checked.ensembles.map(({ count }) => count)).toEqual([5, 50, 50]);
    expect(checked.ensembles[1]).not.toHaveProperty('sites');
    expect(defineScene(sceneToJson(checked) as never)).toEqual(checked);
    const world = await buildWorld(checked, { backend: 'cpu' });
    worlds.push(world);
    expect([...world.ensembles.values()].map(({ count, sites }) => [count, sites])).toEqual([
      [5, true],
      [50, false],
      [50, true],
    ]);
  });

  it.each([
    ['count', { count: 4 }, /^scene.ensembles\[0\].count: must be 5, the number of sites, got 4$/],
    ['bounds', { sites: { type: 'grid', bounds: [3] } }, /sites.bounds\[0\]: must be a list, got 3$/],
    [
      'sides',
      { sites: { type: 'grid', bounds: [[-1e39, 0]] } },
      /sites.bounds\[0\]\[0\]: must be at least -3e\+38, got/,
    ],
    ['nodes', { sites: { type: 'grid', nodes: 'many' } }, /^scene.ensembles\[0\]: sites.nodes: must be/],
    ['sites', { sites: 7 }, /^scene.ensembles\[0\].sites: must be a grid .* or points such as .*, got 7/],
  ])('complain about their %s', (_, fields, message) => {
    const ensembles = [{ name: 'masses', method: still(), ...fields }];
    expect(() => defineScene({ ...scene, ensembles } as never)).toThrow(message);
  });
});
