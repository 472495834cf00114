import { mul, sum } from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { prepareSites, siteNeeds, siteParameters, takeSiteSteps } from '../../src/discretisation/index.ts';
import { lawOfMasses } from '../../src/sites/index.ts';
import { custom, empirical, gaussian, uniform } from '../../src/targets/index.ts';
import {
  addEnsemble,
  createWorld,
  defineMethod,
  disposeWorld,
  type EnsembleOptions,
  ensembleOf,
  prepare,
  setMethod,
  step,
  Weight,
  type World,
  weights,
} from '../../src/world/index.ts';
import { itKeepsTheContractOfAMethod, normal } from '../systems/support.ts';

/** Moves a tenth of every mass to the first site. */
const drain = defineMethod({
  ...{ type: 'drain', component: 'Drain', title: 'A test method on sites', source: 'test' },
  parameters: z.strictObject({ stepSize: z.number().default(1), ...siteParameters }),
  needs: siteNeeds,
  sites: true,
  stepSize: ({ stepSize }) => stepSize,
  prepare: prepareSites,
  advance: (context, steps) =>
    takeSiteSteps(context, steps, async ({ kernel, law }) => ({
      law: await lawOfMasses(kernel, law.masses.map((mass, i) => 0.9 * mass + (i === 0 ? 0.1 : 0))), // biome-ignore format: one line
      pressure: law.masses.map((mass) => -mass),
      status: 'converged',
      report: { iterations: 1 },
    })),
});

/** Has enough of every second step, from the second one of the run. */
const hasty = defineMethod({
  ...{ type: 'hasty', component: 'Hasty', title: 'A test method on sites', source: 'test' },
  parameters: z.strictObject({ stepSize: z.number().default(1), ...siteParameters }),
  needs: siteNeeds,
  sites: true,
  stepSize: ({ stepSize }) => stepSize,
  prepare: prepareSites,
  advance: (context, steps) =>
    takeSiteSteps(context, steps, async ({ law }) => ({
      law,
      pressure: law.masses.map(() => 0),
      status: context.ensemble.steps % 2 === 1 ? 'stalled' : 'converged',
      report: {},
    })),
});

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach(disposeWorld));

const line = { type: 'grid' as const, bounds: [[-2, 2]] as [number, number][], nodes: 5 };

async function siteEnsemble(options: Partial<EnsembleOptions> = {}) {
  const world = await createWorld({ backend: 'cpu' });
  worlds.push(world);
  const setup = { initial: normal(1), target: normal(1), method: drain({ epsilon: 0.7 }), sites: line };
  const entity = addEnsemble(world, { name: 'sites', ...setup, ...options });
  await prepare(world);
  return {
    world,
    entity,
    ensemble: ensembleOf(world, entity),
    masses: async () => Array.from(await weights(world, entity)),
  };
}

const closeTo = (values: number[], digits = 6) => values.map((value) => expect.closeTo(value, digits));

describe('the masses of sites', () => {
  it('go as the density of the initial measure', async () => {
    const { masses } = await siteEnsemble();
    const density = [-2, -1, 0, 1, 2].map((x) => Math.exp(-(x ** 2) / 2));
    const total = density.reduce((sum, value) => sum + value, 0);
    expect(await masses()).toEqual(closeTo(density.map((value) => value / total)));
  });

  it('take account of the volumes of the sites', async () => {
    const points = [[0], [1], [3]];
    const { masses } = await siteEnsemble({ initial: uniform({ bounds: [[-1, 4]] }), sites: empirical({ points }) });
    const [a, b, c] = await masses();
    expect(a! + b! + c!).toBeCloseTo(1, 6);
    expect(b! / a!).toBeCloseTo(1.5, 5);
  });

  it('are those of the nearest points of data', async () => {
    const initial = empirical({ points: [[-1.2], [-0.9], [0.4], [1.9]], weights: [0.1, 0.2, 0.3, 0.4] });
    const { masses } = await siteEnsemble({ initial });
    expect(await masses()).toEqual(closeTo([0, 0.3, 0.3, 0, 0.4]));
  });

  it('can be changed by hand', async () => {
    const { world, entity, masses } = await siteEnsemble();
    const [first] = world.particles.of(entity);
    setComponent(world, first!, Weight, { value: [1] });
    const before = await masses();
    await step(world, { steps: 1 });
    const total = before.reduce((sum, mass) => sum + mass, 0);
    expect((await masses())[2]).toBeCloseTo((0.9 * before[2]!) / total, 6);
    expect((await masses()).reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 6);
  });

  it('stay when another method on sites takes over', async () => {
    const { world, entity, masses } = await siteEnsemble();
    await step(world, { steps: 3 });
    const before = await masses();
    setMethod(world, entity, drain({ epsilon: 0.1 }));
    await prepare(world);
    expect(await masses()).toEqual(closeTo(before));
  });

  it('are kept in float64 between steps', async () => {
    const { world, ensemble } = await siteEnsemble();
    await step(world, { steps: 20 });
    const held = ensemble.memory.get('masses')!;
    expect(Math.abs(held.reduce((sum, mass) => sum + mass, 0) - 1)).toBeLessThan(1e-15);
    expect(held.some((mass) => Math.fround(mass) !== mass)).toBe(true);
  });
});

describe('a step on sites', () => {
  it('shows pressure, energy and what the solver says', async () => {
    const { world, ensemble, masses } = await siteEnsemble();
    const start = await masses();
    await step(world, { steps: 1 });
    expect(Array.from(await ensemble.columns.pressure!.pull())).toEqual(closeTo(start.map((mass) => -mass)));
    const potential = [2, 0.5, 0, 0.5, 2];
    const energyOf = (law: number[]) => law.reduce((sum, mass, i) => sum + mass * potential[i]!, 0);
    const now = await masses();
    expect(ensemble.solver).toMatchObject({ status: 'converged', iterations: 1, cost: 'squared' });
    expect(ensemble.solver.aboveMinimum).toBeCloseTo(energyOf(now), 5);
    expect(ensemble.solver.dissipation).toBeCloseTo(energyOf(start) - energyOf(now), 5);
    expect(ensemble.densityEvaluations).toBe(5);
  });

  it('counts the steps whose solver stopped early, for the status is that of the last one', async () => {
    const { world, ensemble } = await siteEnsemble();
    await step(world, { steps: 1 });
    expect(ensemble.solver).not.toHaveProperty('stoppedEarly');
    setMethod(world, ensemble.entity, hasty());
    await step(world, { steps: 6 });
    expect(ensemble.solver).toMatchObject({ status: 'converged', stoppedEarly: 3 });
  });

  it('refuses sites without a density of the target, and an initial measure that is nowhere', async () => {
    const outside = await siteEnsemble({ target: uniform({ bounds: [[-1, 1]] }) }).catch((error) => error);
    expect(outside.message).toMatch(/sites: must lie where .* has a density, the one at \[-2.000\] does not/);
    expect(outside.path).toEqual(['ensembles', 0, 'sites']);
    await expect(siteEnsemble({ initial: uniform({ bounds: [[5, 6]] }) })).rejects.toThrow(
      /initial: must have mass at the sites/,
    );
    const broken = custom({ dimension: 1, logDensity: (x) => sum(mul(x, Number.NaN), 1) });
    await expect(siteEnsemble({ target: broken })).rejects.toThrow(/target: the log density of custom must be/);
  });

  itKeepsTheContractOfAMethod({ count: 16, initial: gaussian({ dimension: 2 }), target: gaussian({ dimension: 2 }), method: drain() }, 6); // biome-ignore format: one line
});
