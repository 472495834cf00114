import '../../systems/index.ts';
import { describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { InputError } from '../../src/errors.ts';
import { applyOverride, Player, parseOverride } from '../../src/playing/index.ts';
import { defineScene, type Ensemble, type Scene, type SceneInput } from '../../src/world/index.ts';
import { langevin } from '../../systems/index.ts';

const STEPS = 'duration={"steps":6}';

/** Six steps of few particles, where the methods can do with few. */
function smaller(scene: Scene): Scene {
  const set = (...texts: string[]): Scene =>
    defineScene(texts.map((text) => parseOverride(text)).reduce<unknown>(applyOverride, scene) as SceneInput);
  const isFixed = scene.name === 'sinkhorn-flow' || scene.ensembles.every(({ sites }) => sites);
  return isFixed ? set(STEPS) : set(STEPS, 'count=64');
}

const play = (scene: Scene): Promise<Player> => Player.open(scene, { backend: 'wasm' });

/** Close to one that is there, and somewhere in the picture. */
async function pointsFor({ columns, dimension, initial }: Ensemble): Promise<number[][]> {
  const [first] = [(await columns.position.pull()).slice(0, dimension)];
  return [Array.from(first, (x) => 0.99 * x + 0.003), initial.bounds.map(([low, high]) => 0.3 * low + 0.7 * high)];
}

/** What a change was refused with; nothing where it was made. */
const refusal = (attempt: Promise<void>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error) => error,
  );

describe('steered by hand', () => {
  it.each(scenes.map((scene) => [scene.name, scene] as const))('%s goes on, and is replayed bit for bit', async (_, scene) => {
    const player = await play(smaller(scene));
    await player.to(1 / 3);
    for (const ensemble of player.world.ensembles.values()) {
      const { name, count } = ensemble;
      const error = await refusal(player.change({ ensemble: name, add: await pointsFor(ensemble) }));
      if (error !== undefined) expect(error).toBeInstanceOf(InputError);
      expect(String(error)).not.toContain('\n');
      const { sites } = scene.ensembles.find((each) => each.name === name)!;
      expect(ensemble.count).toBe(error !== undefined || sites ? count : count + 2);
    }
    await player.to(2 / 3);
    const changed = player.scene.ensembles.find(({ target }) => target)?.name;
    if (changed) await refusal(player.change({ ensemble: changed, method: langevin({ stepSize: 1e-3 }) }));
    await player.to(1);
    const replay = await play(player.scene);
    await replay.to(1);
    expect(await replay.hash()).toBe(await player.hash());
    for (const each of [player, replay]) each.dispose();
  }); // biome-ignore format: a table
});
