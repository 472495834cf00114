import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { blobEnergy, defaultBandwidth, energySpecification } from '../../src/energies/index.ts';
import { gaussian, quartic } from '../../src/targets/index.ts';
import { disposeWorld, type MethodSpec, Position, setMethod, step } from '../../src/world/index.ts';
import { blobJko } from '../../systems/blob-jko.ts';
import { jkoFlow } from '../../systems/jko-flow.ts';
import { wassersteinGradientFlow } from '../../systems/wasserstein-gradient-flow.ts';
import { normalQuantiles } from '../energies/clouds.ts';
import { cloud, rms, stateAfter, worldAt } from '../systems/flow-support.ts';
import { normal, worldWith } from '../systems/support.ts';
import { denseVelocity, rungeKutta } from './dense.ts';

const methods: [name: string, methodOf: (options: { stepSize?: number; bandwidth?: number }) => MethodSpec][] = [
  ['JKO', (options) => blobJko(options)],
  ['explicit Euler', (options) => wassersteinGradientFlow(options)],
  ['Runge-Kutta', (options) => wassersteinGradientFlow({ integrator: 'runge-kutta', tolerance: 1e-4, ...options })],
  ['JKO-Flow, Padé', (options) => jkoFlow({ tolerance: 1e-4, ...options })],
  ['JKO-Flow, plain', (options) => jkoFlow({ tolerance: 1e-4, form: 'plain', ...options })],
];

describe.each(methods)('particles with a blob by %s', (_name, methodOf) => {
  it('follow the rule of the bandwidth once it is 10 % away, and report the energy at that bandwidth', async () => {
    const target = normal(4);
    const { world, ensemble } = await worldAt(normalQuantiles(60, 0.5), {
      initial: normal(1),
      target,
      method: methodOf({ stepSize: 0.02 }),
    });
    let last: number | undefined;
    let changes = 0;
    for (let k = 0; k < 24; k++) {
      const rule = defaultBandwidth(Float64Array.from(await ensemble.columns.position.pull()), 1);
      await step(world, { steps: 1 });
      const bandwidth = ensemble.solver.bandwidth as number;
      const near = last !== undefined && Math.abs(Math.log(rule / last)) < 0.1;
      expect(bandwidth).toBe(near ? last : rule);
      if (last !== undefined && bandwidth !== last) changes++;
      last = bandwidth;
      const points = Float64Array.from(await ensemble.columns.position.pull());
      const { value } = await blobEnergy('kl', { dimension: 1, target, bandwidth }).at(points);
      expect(ensemble.energy.at(-1)![1]).toBeCloseTo(value, 5);
    }
    expect(changes).toBeGreaterThan(1);
    // Where the measure of the energy changes, what was before is shifted: differences are dissipation.
    ensemble.energy.forEach(([, value], k) => {
      if (k > 0) expect(value).toBeLessThan(ensemble.energy[k - 1]![1]);
    });
    disposeWorld(world);
  });

  it('keep a bandwidth that was given', async () => {
    const method = methodOf({ stepSize: 0.02, bandwidth: 0.37 });
    const { solver } = await stateAfter(normalQuantiles(20, 1), { initial: normal(1), target: normal(9), method }, 3);
    expect(solver.bandwidth).toBe(0.37);
  });

  it('keep their mean where only entropy moves them, in any dimension', async () => {
    const method = { ...methodOf({ stepSize: 0.01, bandwidth: 0.5 }), energy: [{ type: 'entropy', scale: 0.5 }] };
    const start = cloud(16, 3);
    const { points } = await stateAfter(start, { initial: gaussian({ dimension: 3 }), method }, 2);
    const mean = (x: Float64Array, k: number): number => x.reduce((sum, each, i) => sum + (i % 3 === k ? each : 0), 0);
    for (let k = 0; k < 3; k++) expect(mean(points, k)).toBeCloseTo(mean(start, k), 4);
    expect(rms(points, start)).toBeGreaterThan(1e-3);
  });

  it('stay where they are when they are one particle at the bottom', async () => {
    const method = methodOf({ stepSize: 0.1 });
    const { points } = await stateAfter([0], { initial: normal(1), target: normal(1), method }, 2);
    expect(points[0]).toBeCloseTo(0, 12);
  });

  it('say on the line what they did to the order, and only there', async () => {
    const method = methodOf({ stepSize: 0.01, bandwidth: 0.4 });
    const line = await stateAfter(cloud(30, 1), { initial: normal(1), target: normal(1), method }, 3);
    expect(line.solver).toMatchObject({ inversions: 0 });
    expect(line.solver.minSlope).toBeGreaterThan(0);
    expect(line.solver.lowestDensity).toBeLessThanOrEqual(1);
    expect(line.solver.highestDensity).toBeGreaterThanOrEqual(1);
    const plane = gaussian({ dimension: 2 });
    const other = await stateAfter(cloud(30, 2), { initial: plane, target: plane, method }, 1);
    expect(other.solver).not.toHaveProperty('inversions');
  });
});

describe('the order of particles on the line', () => {
  const setup = { initial: normal(1), target: quartic({ dimension: 1 }) };
  const folding = wassersteinGradientFlow({ stepSize: 0.2, bandwidth: 0.3 });

  it('is counted from the start of the run, not from the last step', async () => {
    const { world, ensemble } = await worldAt(normalQuantiles(100, 1.3), { ...setup, method: folding });
    await step(world, { steps: 1 });
    const folded = ensemble.solver.inversions as number;
    expect(folded).toBeGreaterThan(100);
    const start = ensemble.memory.get('start')!;
    const now = await ensemble.columns.position.pull();
    let pairs = 0;
    for (let i = 0; i < 100; i++)
      for (let j = 0; j < i; j++) if ((start[i]! - start[j]!) * (now[i]! - now[j]!) < 0) pairs++;
    expect(folded).toBe(pairs);
    disposeWorld(world);
  });

  it('starts anew with another method and where a particle was moved by hand', async () => {
    const { world, ensemble } = await worldAt(normalQuantiles(50, 1.3), { ...setup, method: folding });
    await step(world, { steps: 1 });
    expect(ensemble.solver.inversions).toBeGreaterThan(0);
    setMethod(world, ensemble.entity, blobJko({ bandwidth: 0.3 }));
    await step(world, { steps: 1 });
    expect(ensemble.solver.inversions).toBe(0);
    setComponent(world, world.particles.of(ensemble.entity)[0]!, Position, { value: [5] });
    await step(world, { steps: 1 });
    expect(ensemble.solver.inversions).toBe(0);
    disposeWorld(world);
  });
});

describe('particles that attract and repel each other', () => {
  const interaction = { type: 'interaction', kernel: { type: 'gaussian', attraction: 2, repulsion: 1 } };

  it('follow JKO-Flow and the gradient flow of the whole energy, without a target', async () => {
    const start = cloud(6, 2);
    const energy = energySpecification.parse([interaction, { type: 'entropy', scale: 0.3 }]);
    const bandwidth = 0.7;
    const dense = blobEnergy(energy, { dimension: 2, bandwidth });
    const initial = gaussian({ dimension: 2 });
    const modified = jkoFlow({ stepSize: 0.3, energy, bandwidth, tolerance: 1e-7 });
    const { points, solver } = await stateAfter(start, { initial, method: modified }, 1);
    const exact = await rungeKutta((x) => denseVelocity(dense, x, 0.3, 'pade'), start, 0.3, 20);
    expect(solver.status).toBe('converged');
    expect(rms(points, exact)).toBeLessThan(1e-6);
    const descent = wassersteinGradientFlow({ stepSize: 0.3, energy, bandwidth, integrator: 'runge-kutta' });
    const flow = await stateAfter(start, { initial, method: descent }, 1);
    const limit = await rungeKutta((x) => denseVelocity(dense, x, 0, 'pade'), start, 0.3, 20);
    expect(rms(flow.points, limit)).toBeLessThan(3e-6);
    expect(rms(exact, limit)).toBeGreaterThan(1e-3);
  });

  it('are refused where the kernel makes no sense, naming the field', async () => {
    for (const kernel of [{ type: 'attractive-repulsive', attraction: 1, repulsion: 2 }, { type: 'gravity' }]) {
      expect(() => jkoFlow({ energy: [{ type: 'interaction', kernel }] } as never)).toThrow(/kernel/);
    }
    const method = blobJko({ energy: [{ type: 'potential' }] });
    await expect(worldWith({ count: 2, initial: normal(1), method })).rejects.toThrow('needs a target');
  });
});
