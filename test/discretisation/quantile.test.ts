import { reshape } from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { uniformGrid } from '../../src/quantile/index.ts';
import { custom, doubleWell, empirical, gaussian, quartic, studentMixture } from '../../src/targets/index.ts';
import { disposeWorld, type Ensemble, Position, setMethod, step, type World, weights } from '../../src/world/index.ts';
import { blobJko, jkoFlow, langevin, wassersteinGradientFlow } from '../../systems/index.ts';
import { momentsOf, normal, type Setup, worldWith } from '../systems/support.ts';

const discretisation = 'quantile' as const;
const still = blobJko({ stepSize: 1e-9, discretisation });
const jko = blobJko({ stepSize: 0.1, discretisation });
const setup: Setup = { count: 50, initial: normal(4, 1), target: quartic(), method: jko };

const quantilesOf = ({ memory }: Ensemble): Float64Array => memory.get('quantiles')!;
const ascends = (x: ArrayLike<number>): boolean => Array.from(x).every((value, i) => i === 0 || value > x[i - 1]!);

async function withWorld(given: Setup, use: (world: World, ensemble: Ensemble) => Promise<void>): Promise<void> {
  const { world, ensemble } = await worldWith(given);
  await use(world, ensemble);
  disposeWorld(world);
}

describe('the start of a quantile ensemble', () => {
  it.each(['random', 'quantiles'] as const)('is the law of a Gaussian itself, from placement %s', (placement) =>
    withWorld({ ...setup, placement, method: still }, async (world, ensemble) => {
      await step(world, { steps: 1 });
      const { nodes, masses } = uniformGrid(50);
      expect(await weights(world, ensemble.entity)).toEqual(Float32Array.from(masses));
      const positions = await ensemble.columns.position.pull();
      for (const [i, x] of quantilesOf(ensemble).entries()) {
        expect(x).toBeCloseTo(1 + 2 * nodes[i]!, 5);
        expect(positions[i]).toBe(Math.fround(x));
      }
    }),
  );

  it('is that of any measure whose quantiles are known', async () => {
    const laws = [
      studentMixture({ means: [[-1], [1]], scale: 0.5, degreesOfFreedom: 3 }),
      doubleWell({ b: 2 }),
      custom({
        dimension: 1,
        logDensity: (x) => reshape(x, [-1]),
        sample: (count) => new Float32Array(count),
        quantile: (u) => -Math.log(1 - u),
      }),
    ];
    for (const initial of laws)
      await withWorld({ ...setup, initial, method: still }, async (world, ensemble) => {
        await step(world, { steps: 1 });
        expect(ensemble.reason).toBeUndefined();
        const x = quantilesOf(ensemble);
        expect(x[24]!).toBeLessThan(initial.quantile!(0.5));
        expect(x[25]!).toBeGreaterThan(initial.quantile!(0.5));
        expect(ascends(x)).toBe(true);
      });
  });

  it('leaves distinct points of an empirical measure where they are, with equal masses', () => {
    const points = [[3], [-1], [0.5], [2]];
    const given = {
      ...setup,
      count: 4,
      initial: empirical({ points }),
      placement: 'quantiles' as const,
      method: still,
    };
    return withWorld(given, async (world, ensemble) => {
      await step(world, { steps: 1 });
      expect(ensemble.reason).toBeUndefined();
      const positions = await ensemble.columns.position.pull();
      for (const [i, x] of [-1, 0.5, 2, 3].entries()) expect(positions[i]).toBeCloseTo(x, 5);
      expect(await weights(world, ensemble.entity)).toEqual(new Float32Array(4).fill(0.25));
    });
  });

  it('refuses what it cannot do, in one line', async () => {
    const unknown = custom({
      name: 'riddle',
      dimension: 1,
      logDensity: (x) => reshape(x, [-1]),
      sample: (count) => Float32Array.from({ length: count }, (_, i) => i),
    });
    const interaction = { type: 'interaction' as const, kernel: { type: 'keller-segel' as const } };
    const bad: [Setup, string | RegExp, string[]][] = [
      [
        { ...setup, initial: gaussian({ dimension: 2 }), target: gaussian({ dimension: 2 }) },
        /discretisation: quantile needs dimension 1, got 2/,
        ['method', 'discretisation'],
      ],
      [{ ...setup, count: 1 }, /count: .* at least 2 particles, got 1/, ['count']],
      [
        { ...setup, method: blobJko({ discretisation, energy: [interaction] }) },
        /energy: .* no interaction/,
        ['method', 'energy'],
      ],
      [{ ...setup, initial: unknown }, /initial: .* quantiles are known.* got riddle$/, ['initial']],
      [
        { ...setup, initial: empirical({ points: [[0], [1]] }) },
        /initial: .* without atoms, got two .* at [01]$/,
        ['initial'],
      ],
    ];
    for (const [given, message, field] of bad)
      await withWorld(given, async (world) => {
        await expect(step(world, { steps: 1 })).rejects.toThrow(message);
        await expect(step(world, { steps: 1 })).rejects.toMatchObject({
          name: 'InputError',
          path: ['ensembles', 0, ...field],
        });
      });
  });

  it('takes a cloud that was put there by hand as it is', () =>
    withWorld({ ...setup, count: 5, method: still }, async (world, ensemble) => {
      const points = [0.3, -2, 5, 1, 0.1];
      ensemble.columns.position.write(Float32Array.from(points));
      await step(world, { steps: 1 });
      const positions = await ensemble.columns.position.pull();
      for (const [row, x] of points.entries()) expect(positions[row]).toBeCloseTo(x, 5);
      expect(ensemble.columns.weight).toBeUndefined();
    }));
});

describe('a quantile ensemble whose method is swapped', () => {
  it('goes on from the same law', () =>
    withWorld({ ...setup, method: jko }, async (world, ensemble) => {
      await withWorld({ ...setup, method: jko }, async (plain, whole) => {
        await step(plain, { steps: 4 });
        await step(world, { steps: 2 });
        setMethod(world, ensemble.entity, jko);
        await step(world, { steps: 2 });
        // Only the float32 rounding of the positions came between.
        for (const [i, x] of quantilesOf(ensemble).entries()) expect(x).toBeCloseTo(quantilesOf(whole)[i]!, 5);
        setMethod(world, ensemble.entity, jkoFlow({ stepSize: 0.1, discretisation }));
        await step(world, { steps: 1 });
        expect(ensemble.status).toBe('running');
        expect(ascends(quantilesOf(ensemble))).toBe(true);
      });
    }));

  it('takes the sorted particles of another method for its quantiles, and leaves every particle its row', () =>
    withWorld(
      { ...setup, count: 300, initial: normal(1), target: normal(1), method: langevin({ stepSize: 0.01 }) },
      async (world, ensemble) => {
        await step(world, { steps: 20 });
        const before = (await ensemble.columns.position.pull()).slice();
        setMethod(world, ensemble.entity, still);
        await step(world, { steps: 1 });
        const after = (await ensemble.columns.position.pull()).slice();
        for (const [row, x] of before.entries()) expect(after[row]).toBeCloseTo(x, 3);
        expect(ensemble.columns.weight).toBeUndefined();
        setMethod(world, ensemble.entity, blobJko({ stepSize: 0.5, discretisation }));
        await step(world, { steps: 20 });
        const { mean, covariance } = momentsOf(await ensemble.columns.position.pull());
        expect(mean[0]).toBeCloseTo(0, 3);
        expect(Math.abs(covariance[0]![0]! - 1)).toBeLessThan(0.01);
        expect(ensemble.solver).toMatchObject({ status: 'converged', inversions: 0 });
      },
    ));

  it('may be sorted anew after it was folded', () =>
    withWorld(
      { ...setup, initial: normal(1), method: wassersteinGradientFlow({ stepSize: 0.15, discretisation }) },
      async (world, ensemble) => {
        await step(world, { steps: 1 });
        expect(ensemble.solver.status).toBe('folded');
        setMethod(world, ensemble.entity, jko);
        await step(world, { steps: 3 });
        expect(ensemble.reason).toBeUndefined();
        expect(ascends(quantilesOf(ensemble))).toBe(true);
      },
    ));
});

describe('a particle of a quantile ensemble that is moved by hand', () => {
  const move = (world: World, ensemble: Ensemble, row: number, x: number): void =>
    setComponent(world, world.particles.of(ensemble.entity)[row]!, Position, { value: [x] });

  it('between its neighbours stays where it was put', () =>
    withWorld({ ...setup, method: still }, async (world, ensemble) => {
      await step(world, { steps: 1 });
      const [left, right] = [quantilesOf(ensemble)[19]!, quantilesOf(ensemble)[20]!];
      const x = Math.fround(0.9 * left + 0.1 * right);
      move(world, ensemble, 20, x);
      await step(world, { steps: 1 });
      expect(quantilesOf(ensemble)[20]).toBeCloseTo(x, 4);
      expect(quantilesOf(ensemble)[19]).toBeCloseTo(left, 4);
    }));

  it('past its neighbours has the law laid anew on the grid, and the flow goes on', async () => {
    const method = wassersteinGradientFlow({ stepSize: 0.01, discretisation, integrator: 'runge-kutta' });
    await withWorld({ ...setup, method }, (untouched, other) =>
      withWorld({ ...setup, method }, async (world, ensemble) => {
        await step(untouched, { steps: 2 });
        await step(world, { steps: 1 });
        move(world, ensemble, 0, 0.5);
        await step(world, { steps: 1 });
        expect(ensemble.reason).toBeUndefined();
        expect(ascends(quantilesOf(ensemble))).toBe(true);
        expect(await weights(world, ensemble.entity)).toEqual(Float32Array.from(uniformGrid(50).masses));
        // The particle carried 6e-10 of the mass: nobody misses it.
        for (let i = 15; i < 35; i++)
          expect(Math.abs(quantilesOf(ensemble)[i]! - quantilesOf(other)[i]!)).toBeLessThan(0.01);
      }),
    );
  });

  it('onto another one is refused', () =>
    withWorld(setup, async (world, ensemble) => {
      await step(world, { steps: 1 });
      move(world, ensemble, 3, ensemble.columns.position.peek()[10]!);
      await expect(step(world, { steps: 1 })).rejects.toThrow(/without atoms/);
    }));
});
