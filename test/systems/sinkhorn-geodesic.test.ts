import { describe, expect, it } from 'vitest';
import { distanceBounds, mixturePath, pathLength } from '../../src/sinkhorn-geometry/index.ts';
import { lawOfMasses, siteKernel } from '../../src/sites/index.ts';
import { empirical, gaussian, uniform } from '../../src/targets/index.ts';
import { disposeWorld, setMethod, step } from '../../src/world/index.ts';
import { sinkhornGeodesic } from '../../systems/sinkhorn-geodesic.ts';
import { itKeepsTheContractOfAMethod, normal, type Setup, worldWith } from './support.ts';

const grid = (low: number, high: number, nodes: number) => ({ type: 'grid', bounds: [[low, high]], nodes }) as const;

/** A bell that is to move by .6 and widen. */
const line: Setup = {
  initial: normal(0.02, 0.2),
  target: normal(0.04, 0.8),
  sites: grid(-0.5, 1.5, 25),
  method: sinkhornGeodesic({ epsilon: 0.2, stepSize: 0.125, segments: 8 }),
};

const withPath = (path: 'geodesic' | 'mixture' | 'displacement'): Setup => ({
  ...line,
  method: sinkhornGeodesic({ epsilon: 0.2, stepSize: 0.125, segments: 8, path }),
});

/** What is there after so many steps. */
async function endOf(setup: Setup, steps: number) {
  const { world, ensemble } = await worldWith(setup);
  await step(world, { steps });
  const x = await ensemble.columns.position.pull();
  const masses = ensemble.memory.get('masses')!;
  const weight = await ensemble.columns.weight!.pull();
  disposeWorld(world);
  const mean = masses.reduce((sum, mass, i) => sum + mass * x[i]!, 0);
  return { x, masses, weight, mean, ensemble };
}

/** N(mean, variance) at the sites, normalised. */
function bell(x: Float32Array, mean: number, variance: number): Float64Array {
  const density = Float64Array.from(x, (value) => Math.exp(-((value - mean) ** 2) / (2 * variance)));
  const total = density.reduce((sum, value) => sum + value, 0);
  return density.map((value) => value / total);
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('sinkhorn-geodesic', () => {
  it.each(['geodesic', 'mixture', 'displacement'] as const)('%s: ends at the target and stays there', async (path) => {
    const { x, masses, weight, ensemble } = await endOf(withPath(path), 8);
    expect(largestDifference(masses, bell(x, 0.8, 0.04))).toBeLessThan(1e-6);
    expect(largestDifference(Float64Array.from(weight), masses)).toBeLessThan(1e-7);
    expect(ensemble.solver.t).toBe(1);
    const later = await endOf(withPath(path), 11);
    expect(later.masses).toEqual(masses);
    expect(later.ensemble.solver.t).toBe(1);
  });

  it('moves the mean at the speed of the path and keeps the mass at 1', async () => {
    for (const path of ['geodesic', 'mixture', 'displacement'] as const) {
      const { mean, masses } = await endOf(withPath(path), 4);
      expect(mean).toBeCloseTo(0.5, 2);
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    }
  });

  it('a mixture has mass at both ends half-way, a displacement and a geodesic in the middle', async () => {
    const massAt = async (path: 'geodesic' | 'mixture' | 'displacement', at: number) => {
      const { x, masses } = await endOf(withPath(path), 4);
      return masses.reduce((sum, mass, i) => sum + (Math.abs(x[i]! - at) < 0.1 ? mass : 0), 0);
    };
    expect(await massAt('mixture', 0.2)).toBeGreaterThan(await massAt('mixture', 0.5));
    for (const path of ['geodesic', 'displacement'] as const) {
      expect(await massAt(path, 0.5)).toBeGreaterThan(2 * (await massAt(path, 0.2)));
    }
  });

  it('says how long the path is; the geodesic is the shortest', async () => {
    const words = async (path: 'geodesic' | 'mixture' | 'displacement') =>
      (await endOf(withPath(path), 1)).ensemble.solver as Record<string, number>;
    const [geodesic, mixture, displacement] = [
      await words('geodesic'),
      await words('mixture'),
      await words('displacement'),
    ];
    expect(geodesic).toMatchObject({ status: 'converged', cost: 'squared', t: 0.125 });
    expect(mixture).toMatchObject({ status: 'given', lowerBound: geodesic.lowerBound });
    expect(geodesic.length).toBeLessThan(displacement.length!);
    expect(displacement.length).toBeLessThan(mixture.length!);
    // The mean alone moves by .6.
    expect(geodesic.lowerBound).toBeGreaterThan(0.599);
    expect(geodesic.length).toBeGreaterThan(geodesic.lowerBound!);
    expect(geodesic.action).toBeCloseTo(geodesic.length! ** 2, 3);
    expect(mixture.action).toBeGreaterThan(mixture.length! ** 2);
  });

  it('gives the figures of the geometry itself', async () => {
    const { x, ensemble } = await endOf(withPath('mixture'), 1);
    const kernel = siteKernel({ sites: Float64Array.from(x), dimension: 1, epsilon: 0.2 });
    const start = await lawOfMasses(kernel, bell(x, 0.2, 0.02));
    const end = await lawOfMasses(kernel, bell(x, 0.8, 0.04));
    expect(ensemble.solver.length).toBeCloseTo(await pathLength(kernel, await mixturePath(kernel, start, end, 8)), 5);
    expect(ensemble.solver.lowerBound).toBeCloseTo((await distanceBounds(kernel, start, end)).lower, 5);
  });

  it('takes an empirical target to the sites nearest to its points', async () => {
    const target = empirical({ points: [[0.07], [0.96], [1.02]] });
    const { masses } = await endOf(
      { ...line, target, sites: grid(0, 1, 11), initial: uniform({ bounds: [[0, 1]] }) },
      8,
    );
    expect(masses[1]).toBeCloseTo(1 / 3, 12);
    expect(masses[10]).toBeCloseTo(2 / 3, 12);
  });

  it('goes in the plane, on grids and on clouds of sites', async () => {
    const plane: Setup = {
      initial: gaussian({
        mean: [0.3, 0.3],
        covariance: [
          [0.02, 0],
          [0, 0.02],
        ],
      }),
      target: gaussian({
        mean: [0.7, 0.6],
        covariance: [
          [0.02, 0],
          [0, 0.02],
        ],
      }),
      method: sinkhornGeodesic({ epsilon: 0.3, stepSize: 0.5, segments: 4, tolerance: 1e-3 }),
    };
    const bounds: [number, number][] = [
      [0, 1],
      [0, 1],
    ];
    for (const sites of [
      { type: 'grid', bounds, nodes: 7 },
      { type: 'sequence', bounds },
    ] as const) {
      const count = sites.type === 'sequence' ? { count: 40 } : {};
      const { world, ensemble } = await worldWith({ ...plane, ...count, sites });
      await step(world, { steps: 2 });
      expect(ensemble.solver.status).toBe('converged');
      expect(ensemble.solver.length).toBeGreaterThan(0.98 * Number(ensemble.solver.lowerBound));
      expect(ensemble.solver.length).toBeLessThan(1.5 * Number(ensemble.solver.lowerBound));
      disposeWorld(world);
    }
  });

  it('takes over from another method where that left the masses', async () => {
    const { world, ensemble } = await worldWith(line);
    await step(world, { steps: 3 });
    const left = ensemble.memory.get('masses')!;
    setMethod(world, ensemble.entity, sinkhornGeodesic({ epsilon: 0.2, stepSize: 0.5, segments: 4, path: 'mixture' }));
    await step(world, { steps: 1 });
    const x = await ensemble.columns.position.pull();
    const half = bell(x, 0.8, 0.04).map((mass, i) => (mass + left[i]!) / 2);
    expect(ensemble.solver.t).toBe(0.5);
    expect(largestDifference(ensemble.memory.get('masses')!, half)).toBeLessThan(1e-6);
    disposeWorld(world);
  });

  it('refuses parameters that make no sense, and an ε too small for the sites', async () => {
    expect(() => sinkhornGeodesic({ path: 'straight' as 'mixture' })).toThrow('path');
    expect(() => sinkhornGeodesic({ stepSize: 2 })).toThrow('stepSize');
    const { world, ensemble } = await worldWith({
      ...line,
      initial: empirical({ points: [[0]] }),
      target: empirical({ points: [[1]] }),
      sites: grid(0, 1, 5),
      method: sinkhornGeodesic({ epsilon: 0.0005, path: 'mixture' }),
    });
    await step(world, { steps: 1 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(/^cannot start: .* epsilon 0.0005$/);
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(line, 6);
});
