import { describe, expect, it } from 'vitest';
import { empirical, gaussian, quartic } from '../../src/targets/index.ts';
import { addEnsemble, couplingBetween, createWorld, disposeWorld, ensembleOf, step } from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import { sinkhornCoupling } from '../../systems/sinkhorn-coupling.ts';
import { BACKEND, momentsOf, positionsAfter, type Setup } from './support.ts';

const TIGHT = { tolerance: 1e-10 };

describe('sinkhorn coupling of two ensembles', () => {
  const pair = async (methods: [Setup['method'], Setup['method']], count = 30) => {
    const world = await createWorld({ seed: 'pair', backend: BACKEND });
    const add = (name: string, mean: number, method: Setup['method']) =>
      ensembleOf(
        world,
        addEnsemble(world, {
          name,
          count,
          initial: gaussian({ mean: [mean, 0] }),
          target: quartic({ dimension: 2 }),
          method,
        }),
      );
    return { world, a: add('a', -2, methods[0]), b: add('b', 3, methods[1]) };
  };
  const following = (ensemble: string, options = {}) =>
    sinkhornCoupling({ to: { ensemble }, stepSize: 0.2, epsilon: 0.3, tolerance: 1e-9, ...options });

  it('lets both move, each towards where the other is', async () => {
    const { world, a, b } = await pair([following('b'), following('a')]);
    const means = { a: momentsOf(await a.columns.position.pull(), 2).mean[0]!, b: 0 };
    means.b = momentsOf(await b.columns.position.pull(), 2).mean[0]!;
    const before = means.b - means.a;
    for (let s = 0; s < 10; s++) {
      means.a += 0.2 * (means.b - means.a);
      means.b += 0.2 * (means.a - means.b);
    }
    await step(world, { steps: 10 });
    expect(momentsOf(await a.columns.position.pull(), 2).mean[0]).toBeCloseTo(means.a, 4);
    expect(momentsOf(await b.columns.position.pull(), 2).mean[0]).toBeCloseTo(means.b, 4);
    expect(means.b - means.a).toBeLessThan(0.02 * before);
    expect(a.energy.at(-1)![1]).toBeLessThan(0.02 * a.energy[0]![1]);
    disposeWorld(world);
  });

  it('follows one that Langevin moves, the same however the run is cut', async () => {
    const methods: [Setup['method'], Setup['method']] = [following('b'), langevin({ stepSize: 0.2 / 4 })];
    const run = async (cuts: number[]) => {
      const { world, a } = await pair(methods);
      for (const until of cuts) await step(world, { until });
      const result = (await a.columns.position.pull()).slice();
      disposeWorld(world);
      return result;
    };
    expect(await run([0.4, 0.6, 1.6, 2])).toEqual(await run([2]));
  });

  it('leaves equal clouds where they are', async () => {
    const { world, a, b } = await pair([following('b'), following('a')]);
    const same = (await a.columns.position.pull()).slice();
    b.columns.position.write(same);
    await step(world, { steps: 3 });
    (await a.columns.position.pull()).forEach((value, i) => {
      expect(Math.abs(value - same[i]!)).toBeLessThan(1e-5);
    });
    expect(Math.abs(a.energy.at(-1)![1])).toBeLessThan(1e-8);
    disposeWorld(world);
  });

  it('stays put where every point is the same', async () => {
    const point = empirical({ points: [[1, 2]] });
    const x = await positionsAfter({ count: 5, initial: point, target: point, method: sinkhornCoupling() }, 3);
    expect([...x]).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
  });

  it('can be looked at: plan, partners and barycentric map of two ensembles', async () => {
    const { world, a, b } = await pair([following('b'), following('a')]);
    const seen = await couplingBetween(world, a.entity, b.entity, { epsilon: 0.3, ...TIGHT });
    const plan = seen.plan();
    const [x, y] = [await a.columns.position.pull(), await b.columns.position.pull()];
    const partners = seen.topPairs(3);
    const image = seen.barycentricMap();
    for (let i = 0; i < 30; i++) {
      const row = [...plan.subarray(30 * i, 30 * (i + 1))];
      expect(row.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1 / 30, 10);
      const order = row.map((_, j) => j).sort((j, k) => row[k]! - row[j]!);
      expect([...partners.partner.subarray(3 * i, 3 * i + 3)]).toEqual(order.slice(0, 3));
      for (let k = 0; k < 2; k++) {
        const mean = 30 * row.reduce((sum, mass, j) => sum + mass * y[2 * j + k]!, 0);
        expect(image[2 * i + k]).toBeCloseTo(mean, 6);
      }
    }
    // The first step of the flow is made of these maps.
    const within = (await couplingBetween(world, a.entity, a.entity, { epsilon: 0.3, ...TIGHT })).barycentricMap();
    const start = x.slice();
    await step(world, { steps: 1 });
    (await a.columns.position.pull()).forEach((value, i) => {
      expect(value).toBeCloseTo(start[i]! + 0.2 * (image[i]! - within[i]!), 5);
    });
    await expect(couplingBetween(world, a.entity, b.entity, { epsilon: 0 })).rejects.toThrow(/epsilon/);
    await expect(couplingBetween(world, a.entity, 12345, { epsilon: 1 })).rejects.toThrow(/12345/);
    disposeWorld(world);
  });

  it.each([
    ['c', /^ensemble: must be one of a, b, got "c"/],
    ['a', /^ensemble a: sinkhorn-coupling\.to\.ensemble must be another ensemble, got "a"/],
  ])('refuses the partner %s', async (name, message) => {
    const { world } = await pair([following(name), langevin()]);
    await expect(step(world, { steps: 1 })).rejects.toThrow(message);
    disposeWorld(world);
  });

  it('refuses a partner of another dimension', async () => {
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const add = (name: string, dimension: number, method: Setup['method']) =>
      addEnsemble(world, { name, count: 5, initial: gaussian({ dimension }), target: quartic({ dimension }), method });
    add('flat', 2, following('deep'));
    add('deep', 3, langevin());
    await expect(step(world, { steps: 1 })).rejects.toThrow(/must have dimension 2, got "deep"/);
    disposeWorld(world);
  });
});
