import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { Player } from '../../src/playing/index.ts';
import { ensembleNamed, loadWorld, type Scene, saveWorld } from '../../src/world/index.ts';
import { langevin, mala, mongeAmpere } from '../../systems/index.ts';
import { CHANGES, threeScene } from './scenes.ts';

const players: Player[] = [];
afterEach(() => {
  for (const player of players.splice(0)) player.dispose();
});

async function open(scene: Scene): Promise<Player> {
  const player = await Player.open(scene, { backend: 'cpu' });
  players.push(player);
  return player;
}

/** The hash at the end of a scene that is played in one go. */
async function hashOf(scene: Scene): Promise<string> {
  const player = await open(scene);
  expect(await player.to(1)).toBe(true);
  return player.hash();
}

/** Move on, stopping after so many turns. */
async function turns(player: Player, part: number, most: number): Promise<boolean> {
  const controller = new AbortController();
  let done = 0;
  return player.to(part, { signal: controller.signal, onTurn: () => ++done >= most && controller.abort() });
}

describe('a scene with changes', () => {
  it('makes them at their moments', async () => {
    const player = await open(threeScene(CHANGES));
    const leader = ensembleNamed(player.world, 'leader');
    await player.to(0.34);
    expect(leader).toMatchObject({ method: { type: 'langevin' }, count: 20 });
    await player.to(0.35);
    expect(leader).toMatchObject({ method: { type: 'underdamped-langevin' }, count: 22, steps: 35 });
    await player.to(1);
    expect(leader).toMatchObject({ count: 23, status: 'running' });
    expect(player.world.changes).toBe(4);
    expect(ensembleNamed(player.world, 'budget')).toMatchObject({
      status: 'stopped',
      reason: expect.stringMatching(/^change at 0.5: /),
    });
    expect(ensembleNamed(player.world, 'reader').steps).toBe(9);
  });

  it('is the same run however it is cut', async () => {
    const whole = await hashOf(threeScene(CHANGES));
    const parts = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0.35, 0.5, 0.8)));
    await fc.assert(
      fc.asyncProperty(parts, async (cuts) => {
        const player = await open(threeScene(CHANGES));
        for (const part of cuts.sort((a, b) => a - b)) await player.to(part);
        await player.to(1);
        expect(await player.hash()).toBe(whole);
      }),
      { numRuns: 12, seed: 6 },
    );
  });

  it('is the same run when it is stopped after any turn, saved, loaded and taken up again', async () => {
    const whole = await hashOf(threeScene(CHANGES));
    let { world } = await open(threeScene(CHANGES));
    let cuts = 0;
    for (let done = false; !done; cuts++) {
      const player = await Player.resume(threeScene(CHANGES), world);
      players.push(player);
      done = await turns(player, 1, 3);
      ({ world } = await loadWorld(await saveWorld(world)));
    }
    const last = await Player.resume(threeScene(CHANGES), world);
    players.push(last);
    expect(cuts).toBeGreaterThan(10);
    expect(await last.hash()).toBe(whole);
  });

  it('is another run with another seed', async () => {
    expect(await hashOf(threeScene(CHANGES, { seed: 'b' }))).not.toBe(await hashOf(threeScene(CHANGES)));
  });
});

describe('a change that is made live', () => {
  it('is in the scene from then on, and replaying that gives the same run', async () => {
    const player = await open(threeScene([CHANGES[0]!]));
    await player.to(0.3);
    await player.change({ ensemble: 'leader', add: [[0, -0]] });
    await player.change({ ensemble: 'budget', method: mala({ stepSize: 0.02 }) });
    await player.to(0.61803);
    await player.change({ ensemble: 'leader', method: { type: 'langevin', stepSize: 0.01 } });
    await player.to(1);
    await player.change({ ensemble: 'reader', add: [[2, 2]] });
    expect(player.scene.changes!.map(({ at }) => at)).toEqual([0.8, 0.3, 0.3, 0.61803, 1]);
    const link = JSON.parse(JSON.stringify(player.scene)) as Scene;
    expect(await hashOf(link)).toBe(await player.hash());
  });

  it('waits for a move, and finishes one that was broken off, so that its moment is well defined', async () => {
    const player = await open(threeScene());
    const moving = player.to(0.5);
    await player.change({ ensemble: 'leader', add: [[1, 1]] });
    expect(await moving).toBe(true);
    expect(await turns(player, 0.7, 2)).toBe(false);
    await player.change({ ensemble: 'leader', method: langevin({ stepSize: 0.01 }) });
    expect(player.scene.changes!.map(({ at }) => at)).toEqual([0.5, 0.7]);
    await player.to(1);
    expect(await hashOf(player.scene)).toBe(await player.hash());
  });

  it('that cannot be made leaves scene and run as they were', async () => {
    const player = await open(threeScene());
    await player.to(0.5);
    for (const [steering, message] of [
      [{ ensemble: 'leader', method: mongeAmpere({ stepSize: 0.01, discretisation: 'gaussian' }) }, /which it left 50 steps ago/],
      [{ ensemble: 'nobody', add: [[1, 1]] }, /^scene.changes\[0\].ensemble: must be one of leader, budget, reader, got "nobody"/],
      [{ ensemble: 'leader', add: [[1]] }, /^scene.changes\[0\].add\[0\]: must have dimension 2/],
      [{ ensemble: 'budget', method: { type: 'sinkhorn-coupling', stepSize: 0.1 } }, /none of the evaluations of the budget that ends budget/],
    ] as const) {
      const attempt = player.change(steering as never);
      await expect(attempt).rejects.toThrow(InputError);
      await expect(attempt).rejects.toThrow(message);
    } // biome-ignore format: a table
    expect(player.scene).toEqual(threeScene());
    await player.to(1);
    expect(await player.hash()).toBe(await hashOf(threeScene()));
  });
});
