import { afterEach, expect, it } from 'vitest';
import { Player } from '../../src/playing/index.ts';
import { ensembleNamed, type Scene } from '../../src/world/index.ts';
import { CHANGES, threeScene } from './scenes.ts';

const players: Player[] = [];
afterEach(() => {
  for (const player of players.splice(0)) player.dispose();
});

async function open(scene: Scene, keep: number): Promise<Player> {
  const player = await Player.open(scene, { backend: 'cpu', keep, spacing: 1 / 8 });
  players.push(player);
  return player;
}

it.each([0, 1e7])(
  'a world whose device was lost is made anew and comes to the same end, with %i bytes of files',
  async (keep) => {
    const scene = threeScene(CHANGES.slice(1, 3));
    const whole = await open(scene, 0);
    await whole.to(1);
    const player = await open(scene, keep);
    for (const part of [0.1, 0.3, 0.6]) await player.to(part);
    const before = await player.hash();
    // What a lost device does: one ensemble stops in the middle of its run, and a file of that is kept.
    const leader = ensembleNamed(player.world, 'leader');
    Object.assign(leader, { status: 'stopped', reason: 'the GPU was lost' });
    const lost = player.world;
    await player.to(0.75);
    expect(await player.recover()).toBe(true);
    expect(player.world).not.toBe(lost);
    expect(ensembleNamed(player.world, 'leader').status).toBe('running');
    expect(player.part).toBe(0.75);
    await player.to(1);
    expect(await player.hash()).toBe(await whole.hash());
    expect(before).not.toBe(await whole.hash());
  },
);
