import { sum } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { isOutgrown, type Look, type PaneContent, paneContentsOf } from '../../src/picture/index.ts';
import { custom, doubleWell, empirical, gaussian, type Target } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, ensembleNamed, type World } from '../../src/world/index.ts';
import { langevin, sinkhornJko } from '../../systems/index.ts';

const SIZE = { width: 1280, height: 720 };
const look: Look = { theme: 'dark' };
const plane = gaussian({ dimension: 2 });
const method = langevin({ stepSize: 0.1 });

async function worldOf(ensembles: { name: string; target?: Target; initial?: Target }[]): Promise<World> {
  const world = await createWorld({ backend: 'cpu', seed: 'windows' });
  for (const each of ensembles) addEnsemble(world, { count: 500, initial: plane, target: plane, method, ...each });
  return world;
}

/** Every particle at x ↦ map(x). */
async function move(world: World, name: string, map: (value: number, at: number) => number): Promise<Float32Array> {
  const { position } = ensembleNamed(world, name).columns;
  position.write((await position.pull()).map(map));
  return position.pull();
}

const lengths = ({ window }: PaneContent): number[] => window.map(([low, high]) => high - low);

describe('the window of a pane', () => {
  it('shows the target and the particles, with the same units on both axes', async () => {
    const far = gaussian({ mean: [9, 0], covariance: [[0.1, 0], [0, 0.1]] }); // biome-ignore format: matrices
    const [pane] = await paneContentsOf(await worldOf([{ name: 'a', initial: far }]), { size: SIZE, look });
    const [x, y] = pane!.window;
    expect(x[0]).toBeLessThan(-3);
    expect(x[1]).toBeGreaterThan(9.5);
    expect(x[1]).toBeLessThan(14);
    const [across, along] = lengths(pane!);
    expect(across! / along!).toBeCloseTo(pane!.place.plot.width / pane!.place.plot.height, 6);
    expect(y[0]).toBeLessThan(-3);
  });

  it('is common to ensembles with the same target, and to no others', async () => {
    const other = gaussian({ mean: [30, 0], covariance: [[1, 0], [0, 1]] }); // biome-ignore format: matrices
    const far = gaussian({ mean: [6, 0], covariance: [[0.1, 0], [0, 0.1]] }); // biome-ignore format: matrices
    const world = await worldOf([
      { name: 'a' },
      { name: 'b', initial: far },
      { name: 'c', target: other, initial: other },
    ]);
    const [a, b, c] = await paneContentsOf(world, { size: SIZE, look });
    expect(a!.window).toEqual(b!.window);
    expect(c!.window).not.toEqual(a!.window);
    expect(c!.window[0][0]).toBeGreaterThan(20);
  });

  it('keeps custom targets apart, which all have the same data', async () => {
    const at = (x: number): Target =>
      custom({ name: 'mine', dimension: 1, logDensity: (p) => sum(p, 1), bounds: [[x, x + 1]] });
    const start = empirical({ points: [[0], [1], [2]] }); // biome-ignore format: points
    const world = await createWorld({ backend: 'cpu', seed: '0' });
    for (const [name, x] of [['a', 0], ['b', 5]] as const) // biome-ignore format: pairs
      addEnsemble(world, { name, count: 3, initial: start, target: at(x), method: langevin({ stepSize: 0.1 }) });
    const [a, b] = await paneContentsOf(world, { size: SIZE, look });
    expect(a!.window[0]).not.toEqual(b!.window[0]);
  });

  it('stays while few particles leave it, and follows many of them', async () => {
    const world = await worldOf([{ name: 'a' }]);
    const before = await paneContentsOf(world, { size: SIZE, look });
    const few = await move(world, 'a', (value, at) => (at < 10 ? 40 : value));
    expect(isOutgrown(before, [{ positions: few }])).toBe(false);
    const many = await move(world, 'a', (value, at) => (at % 2 === 0 ? value + 6 : value));
    expect(isOutgrown(before, [{ positions: many }])).toBe(true);
    const after = await paneContentsOf(world, { size: SIZE, look, before });
    expect(isOutgrown(after, [{ positions: many }])).toBe(false);
    expect(after[0]!.window[0][1]).toBeGreaterThan(7);
    // It does not shrink again.
    await move(world, 'a', (value, at) => (at % 2 === 0 ? value - 6 : value));
    const again = await paneContentsOf(world, { size: SIZE, look, before: after });
    expect(again[0]!.window).toEqual(after[0]!.window);
  });

  it('is not made larger by a change of the size of the canvas', async () => {
    const world = await worldOf([{ name: 'a' }]);
    const first = await paneContentsOf(world, { size: SIZE, look });
    const narrow = await paneContentsOf(world, { size: { width: 400, height: 900 }, look, before: first });
    const back = await paneContentsOf(world, { size: SIZE, look, before: narrow });
    expect(back[0]!.window).toEqual(first[0]!.window);
  });

  it.each([1e3, 1e30, Number.NaN, Number.POSITIVE_INFINITY])(
    'is not ruined by particles that explode to %d',
    async (factor) => {
      const world = await worldOf([{ name: 'a' }]);
      const before = await paneContentsOf(world, { size: SIZE, look });
      const positions = await move(world, 'a', (value) => value * factor);
      // Nothing is painted anew in vain.
      expect(isOutgrown(before, [{ positions }])).toBe(false);
      const after = await paneContentsOf(world, { size: SIZE, look, before });
      expect(after[0]!.window).toEqual(before[0]!.window);
    },
  );

  it('of sites on a grid is where their cells are', async () => {
    const world = await createWorld({ backend: 'cpu', seed: '0' });
    addEnsemble(world, {
      ...{ name: 'sites', initial: gaussian({ mean: [0], covariance: [[0.04]] }), target: doubleWell({ b: 2 }) },
      ...{
        sites: { type: 'grid', bounds: [[-1, 1]], nodes: 41 },
        method: sinkhornJko({ stepSize: 0.1, epsilon: 0.1 }),
      },
    });
    const [pane] = await paneContentsOf(world, { size: SIZE, look });
    expect(pane!.window[0][0]).toBeCloseTo(-1.025, 6);
    expect(pane!.window[0][1]).toBeCloseTo(1.025, 6);
  });

  it('shows the coordinates that a scene wants to see', async () => {
    const space = gaussian({ mean: [0, 10, 20], covariance: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }); // biome-ignore format: matrices
    const world = await worldOf([{ name: 'a', target: space, initial: space }]);
    const [pane] = await paneContentsOf(world, { size: SIZE, look, view: { axes: [0, 2] } });
    expect(pane!.axes).toEqual([0, 2]);
    expect(pane!.window[1][0]).toBeGreaterThan(10);
    expect(pane!.density).toBeDefined();
    await expect(paneContentsOf(world, { size: SIZE, look, view: { axes: 'x' } })).rejects.toThrow(
      /^view\.axes: must be a list/,
    );
  });
});

describe('overlaid panes', () => {
  it('are in one place for one target, a line of text for each', async () => {
    const other = gaussian({ mean: [30, 0], covariance: [[1, 0], [0, 1]] }); // biome-ignore format: matrices
    const world = await worldOf([{ name: 'a' }, { name: 'b', target: other, initial: other }, { name: 'c' }]);
    const panes = await paneContentsOf(world, { size: SIZE, look: { ...look, layout: 'overlay' } });
    expect(panes.map(({ index, line, lines }) => [index, line, lines])).toEqual([[0, 0, 2], [1, 0, 1], [2, 1, 2]]); // biome-ignore format: triples
    expect(panes[2]!.place).toBe(panes[0]!.place);
    expect(panes[1]!.place.plot.x).toBeGreaterThan(panes[0]!.place.plot.x);
  });
});
