import { afterEach, expect, it } from 'vitest';
import { pairsOf, planOf } from '../../src/picture/index.ts';
import { Player } from '../../src/playing/index.ts';
import { gaussian, mixture } from '../../src/targets/index.ts';
import { couplingBetween, defineScene, ensembleNamed, type SceneInput } from '../../src/world/index.ts';
import { langevin, sinkhornCoupling } from '../../systems/index.ts';

let player: Player;
afterEach(() => player.dispose());

const open = async (ensembles: SceneInput['ensembles']) => {
  const scene = defineScene({
    ...{ name: 'plan', title: 'Plan', duration: { steps: 4 }, count: 30, ensembles },
    initial: gaussian({ mean: [3, 1] }),
    target: mixture({ means: [[-2, 0], [2, 0]], scale: 0.5 }), // biome-ignore format: rows
  });
  player = await Player.open(scene, { backend: 'cpu' });
  return player.world;
};

it('pairs are those of the plan between two ensembles, and go on with the particles', async () => {
  const world = await open([
    { name: 'leader', count: 40, method: langevin({ stepSize: 0.1 }) },
    { name: 'follower', method: sinkhornCoupling({ stepSize: 0.5, to: { ensemble: 'leader' }, epsilon: 0.3 }) },
  ]);
  const [leader, follower] = ['leader', 'follower'].map((name) => ensembleNamed(world, name)) as never as [
    ReturnType<typeof ensembleNamed>,
    ReturnType<typeof ensembleNamed>,
  ];
  expect(await planOf(world, leader)).toBeUndefined();
  const plan = (await planOf(world, follower))!;
  const exact = (
    await couplingBetween(world, follower.entity, leader.entity, { epsilon: 0.3, tolerance: 1e-8 })
  ).plan();
  expect(plan.rows.length).toBeGreaterThanOrEqual(30);
  for (const [k, row] of plan.rows.entries()) {
    const share = 30 * exact[row * 40 + plan.partners[k]!]!;
    expect(plan.strengths[k]! ** 2).toBeCloseTo(share, 1);
    const heavier = exact.slice(row * 40, row * 40 + 40).filter((mass) => 30 * mass > share + 0.02);
    expect(heavier.length).toBeLessThan(3);
  }
  await player.to(1);
  const { from, to } = await pairsOf(plan, follower);
  const [here, there] = [await follower.columns.position.pull(), await leader.columns.position.pull()];
  expect(Array.from(from.slice(0, 2))).toEqual(Array.from(here.slice(2 * plan.rows[0]!, 2 * plan.rows[0]! + 2)));
  expect(Array.from(to.slice(0, 2))).toEqual(Array.from(there.slice(2 * plan.partners[0]!, 2 * plan.partners[0]! + 2)));
});

it('to a target they end at its samples, which stay', async () => {
  const world = await open([{ name: 'cloud', method: sinkhornCoupling({ samples: 20 }) }]);
  const cloud = ensembleNamed(world, 'cloud');
  const plan = (await planOf(world, cloud))!;
  expect(plan.destination).toEqual(Float32Array.from(cloud.memory.get('points')!));
  expect(Math.max(...plan.partners)).toBeLessThan(20);
  const before = await pairsOf(plan, cloud);
  await player.to(1);
  const after = await pairsOf(plan, cloud);
  expect(after.to).toEqual(before.to);
  expect(after.from).not.toEqual(before.from);
});
