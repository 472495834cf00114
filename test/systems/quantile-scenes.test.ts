import { describe, expect, it } from 'vitest';
import quartic1d from '../../scenes/quartic-1d.ts';
import quarticHoles from '../../scenes/quartic-holes.ts';
import { wasserstein1d } from '../../src/transport/index.ts';
import {
  buildWorld,
  cloudOf,
  disposeWorld,
  type Ensemble,
  ensembleNamed,
  type Scene,
  step,
} from '../../src/world/index.ts';
import { FAST } from './support.ts';

/** The ensembles of a scene at physical time `until`, by name. */
async function played(scene: Scene, names: string[], until: number): Promise<Map<string, Ensemble>> {
  const ensembles = scene.ensembles.filter(({ name }) => names.includes(name));
  const world = await buildWorld({ ...scene, ensembles }, { backend: FAST });
  await step(world, { until });
  const found = new Map(names.map((name) => [name, ensembleNamed(world, name)]));
  for (const each of found.values()) await each.columns.position.pull();
  disposeWorld(world);
  return found;
}

async function distance(a: Ensemble, b: Ensemble): Promise<number> {
  const [x, y] = [await cloudOf(a), await cloudOf(b)];
  return wasserstein1d(x.values, y.values, { ...(x.weights && { a: x.weights }), ...(y.weights && { b: y.weights }) });
}

describe('the scene quartic-1d', () => {
  it('has JKO-Flow eight times as near to the JKO scheme as the gradient flow, and particles near all of them', async () => {
    const names = quartic1d.ensembles.map(({ name }) => name);
    const found = await played(quartic1d, names, 0.8);
    const to = (name: string, reference: string) => distance(found.get(name)!, found.get(reference)!);
    const [modified, plain] = [await to('exact-jko-flow', 'exact-jko'), await to('exact-gradient-flow', 'exact-jko')];
    expect(plain).toBeCloseTo(0.0067, 3);
    expect(plain / modified).toBeGreaterThan(7);
    for (const { name, reference } of quartic1d.ensembles)
      if (reference) expect(await to(name, reference)).toBeLessThan(0.06);
  });
});

describe('the scene quartic-holes', () => {
  it('folds by explicit steps only, on quantiles and with particles', async () => {
    const found = await played(quarticHoles, ['exact-euler', 'exact-jko', 'exact-jko-flow', 'euler', 'jko'], 0.3);
    expect(found.get('exact-euler')!.reason).toMatch(/no quantile function any more/);
    for (const name of ['exact-euler', 'euler']) {
      const { solver } = found.get(name)!;
      expect(solver.inversions).toBeGreaterThan(1000);
      expect(solver.lowestDensity).toBeLessThan(0.05);
      expect(solver.highestDensity).toBeGreaterThan(50);
    }
    for (const name of ['exact-jko', 'exact-jko-flow', 'jko']) {
      const { solver, status } = found.get(name)!;
      expect(status).toBe('running');
      expect(solver.inversions).toBe(0);
      expect(solver.minSlope).toBeGreaterThan(0);
      expect(solver.lowestDensity).toBeGreaterThan(0.7);
      expect(solver.highestDensity).toBeLessThan(2);
    }
  });
});
