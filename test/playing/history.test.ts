import { memory } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { History, Player } from '../../src/playing/index.ts';
import { custom, gaussian } from '../../src/targets/index.ts';
import { ensembleNamed, positions, type Scene } from '../../src/world/index.ts';
import { langevin, mala } from '../../systems/index.ts';
import { CHANGES, threeScene } from './scenes.ts';

const players: Player[] = [];
afterEach(() => {
  for (const player of players.splice(0)) player.dispose();
});

async function open(scene: Scene, keep = 0): Promise<Player> {
  const player = await Player.open(scene, { backend: 'cpu', keep });
  players.push(player);
  return player;
}

describe('the history of a run', () => {
  it('has what pictures need, as it was', async () => {
    const player = await open(threeScene(CHANGES));
    const history = new History();
    expect(history.at(0.5)).toBeUndefined();
    const seen: Float32Array[] = [];
    for (const part of [0, 0.3, 0.6]) {
      await player.to(part);
      await history.record(part, player.world);
      seen.push(await positions(player.world, ensembleNamed(player.world, 'leader').entity));
    }
    await player.to(1);
    expect(history.parts).toEqual([0, 0.3, 0.6]);
    expect([0, 0.4, 1].map((part) => history.at(part)!.value[0]!.columns.position)).toEqual(seen);
    expect(history.at(0.4)!.value[0]).toMatchObject({ name: 'leader', count: 20, dimension: 2, steps: 30 });
    expect(history.at(1)!.value.map(({ count }) => count)).toEqual([22, 20, 12]);
    expect(Object.keys(history.at(1)!.value[0]!.columns)).toEqual(['position']);
    expect(history.bytes).toBe(4 * 2 * (20 + 20 + 12 + (20 + 20 + 12) + (22 + 20 + 12)));
    history.cut(0.3);
    expect(history.parts).toEqual([0, 0.3]);
  });

  it('stays within its budget', async () => {
    const player = await open(threeScene());
    const history = new History(5000);
    for (let part = 0; part <= 1; part += 1 / 64) {
      await player.to(part);
      await history.record(part, player.world);
      expect(history.bytes).toBeLessThanOrEqual(5000);
    }
    expect(history.parts.length).toBeGreaterThan(5);
    expect(history.parts[0]).toBe(0);
    expect(history.parts.at(-1)).toBe(1);
  });
});

describe.each([0, 1e6])('a player that keeps %i bytes and goes back', (keep) => {
  it('is where it was, and goes on to the same end', async () => {
    const player = await open(threeScene(CHANGES.slice(0, 3)), keep);
    await player.to(0.2);
    const early = await player.hash();
    await player.to(0.5);
    const late = await player.hash();
    await player.to(0.6);
    expect(await player.rewind(0.5)).toBe(true);
    expect([player.part, await player.hash()]).toEqual([0.5, late]);
    expect(await player.rewind(0.2)).toBe(true);
    expect([player.part, await player.hash()]).toEqual([0.2, early]);
    expect(player.scene.changes).toBeUndefined();
    await player.to(1);
    expect(await player.hash()).toBe(await hashOf(threeScene([])));
  });

  it('begins a new branch, which its scene replays', async () => {
    const player = await open(threeScene(), keep);
    for (const part of [0.1, 0.3, 0.5]) await player.to(part);
    await player.change({ ensemble: 'budget', method: mala({ stepSize: 0.02 }) });
    await player.to(0.7);
    await player.change({ ensemble: 'leader', add: [[1, 1]] });
    await player.to(1);
    await player.rewind(0.6);
    expect(player.scene.changes!.map(({ at }) => at)).toEqual([0.5]);
    await player.change({ ensemble: 'leader', method: langevin({ stepSize: 0.01 }) });
    await player.to(0.9);
    expect(player.scene.changes!.map(({ at }) => at)).toEqual([0.5, 0.6]);
    await player.to(1);
    expect(await hashOf(player.scene)).toBe(await player.hash());
  });

  it('stays where it is when the way back is broken off, and leaves no tensor', async () => {
    const player = await open(threeScene(CHANGES), keep);
    await player.to(0.9);
    const [hash, tensors] = [await player.hash(), memory().numTensors];
    expect(await player.rewind(0.41, { signal: AbortSignal.abort() })).toBe(false);
    expect([player.part, await player.hash(), memory().numTensors]).toEqual([0.9, hash, tensors]);
    expect(player.scene.changes).toHaveLength(4);
  });

  it('takes a target that is code from the scene', async () => {
    const target = custom({ dimension: 2, logDensity: gaussian({ mean: [1, 0.5] }).logDensity });
    const player = await open(threeScene([], { target }), keep);
    await player.to(0.3);
    const hash = await player.hash();
    await player.to(0.5);
    await player.rewind(0.3);
    expect(await player.hash()).toBe(hash);
  });
});

it('going back to a part that was not reached goes there', async () => {
  const player = await open(threeScene());
  await player.rewind(0.4);
  expect(player.part).toBe(0.4);
});

async function hashOf(scene: Scene): Promise<string> {
  const player = await open(scene);
  await player.to(1);
  return player.hash();
}
