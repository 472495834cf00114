import { describe, expect, it } from 'vitest';
import scene from '../../scenes/monge-ampere.ts';
import { run } from '../../src/headless/index.ts';
import { gaussian, mixture } from '../../src/targets/index.ts';
import { buildWorld, defineScene, disposeWorld, ensembleNamed, positions, step } from '../../src/world/index.ts';
import { mongeAmpereMap } from '../../systems/monge-ampere.ts';
import { FAST } from '../systems/support.ts';

/** The scene with some of its ensembles only. */
const only = (names: RegExp) =>
  defineScene({ ...scene, ensembles: scene.ensembles.filter(({ name }) => names.test(name)) });

/** ‖T_t − T_∞‖ over N(0, 1), from an independent conservative scheme on 2,001 nodes. */
const KNOWN = [[0.5, 0.28882], [1, 0.1917], [2, 0.08344]] as const; // biome-ignore format: rows

describe('the scene monge-ampere', () => {
  it('on the line is as far from the Brenier map as is known', async () => {
    const world = await buildWorld(only(/^line-(brenier|map)$/), { backend: 'cpu' });
    const [brenier, map] = ['line-brenier', 'line-map'].map((name) => ensembleNamed(world, name));
    for (const [time, known] of KNOWN) {
      await step(world, { until: time });
      const [limit, images] = await Promise.all([brenier, map].map((each) => positions(world, each!.entity)));
      const squares = images!.reduce((sum, x, i) => sum + (x - limit![i]!) ** 2, 0);
      // 1,000 quantiles.
      expect(Math.abs(Math.sqrt(squares / images!.length) - known)).toBeLessThan(5e-4);
    }
    expect(brenier!.solver.status).toBe('stationary');
    disposeWorld(world);
  });

  it('in the plane goes to the Brenier map of a product, which is a product of maps', async () => {
    const world = await buildWorld(only(/^product-map$/), { backend: 'cpu' });
    await step(world, { until: 12 });
    const map = await mongeAmpereMap(ensembleNamed(world, 'product-map'));
    const normal = gaussian({ dimension: 1 });
    const across = mixture({ means: [[-1], [1]], covariances: [[[0.25]], [[0.64]]], weights: [0.3, 0.7] });
    const along = mixture({ means: [[-1.2], [0.9]], covariances: [[[0.36]], [[0.49]]] });
    const levels = [0.1, 0.3, 0.5, 0.8, 0.95];
    const gaps = levels.flatMap((u) =>
      levels.flatMap((v) => {
        const image = map.image(Float64Array.of(normal.quantile!(u), normal.quantile!(v)));
        return [image[0]! - across.quantile!(u), image[1]! - along.quantile!(v)];
      }),
    );
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.02);
    disposeWorld(world);
  });

  it('reaches the banana as Langevin dynamics do', async () => {
    const duration = { time: 4 };
    const short = only(/^banana/).ensembles.map((each) => ({ ...each, duration }));
    const { ensembles } = await run({ ...scene, duration, frames: 1, ensembles: short }, { backend: FAST });
    for (const { status, metrics } of ensembles) {
      expect(status).toBe('done');
      const { value, floor } = metrics.distance!;
      // Over five seeds .79 to 1.07.
      expect(value / floor!).toBeLessThan(1.5);
    }
  });
});
