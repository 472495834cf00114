import * as tf from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalQuantile, normals, Stream, uniforms } from '../../src/random/index.ts';
import { banana, custom, funnel, gaussian, mixture, quartic, score, type Target } from '../../src/targets/index.ts';
import { disposeWorld, type Ensemble, Position, step } from '../../src/world/index.ts';
import { nuts } from '../../systems/nuts.ts';
import { recursiveNuts } from '../hamiltonian/recursive-nuts.ts';
import { FAST, itKeepsTheContractOfAMethod, momentsOf, normal, type Setup, smallFunnel, worldWith } from './support.ts';

const standard = (dimension: number) => gaussian({ dimension });
/** Standard deviations from 0.1 to 10. */
const illScaled = (dimension: number) =>
  gaussian({
    mean: new Array<number>(dimension).fill(0),
    covariance: Array.from({ length: dimension }, (_, i) =>
      Array.from({ length: dimension }, (_, j) => (i === j ? 100 ** (-1 + (2 * i) / (dimension - 1)) : 0)),
    ),
  });

/** P(|Z| < this) = ½. */
const UPPER_QUARTILE = 0.6744897501960817;

interface Straightened {
  name: string;
  target: Target;
  stepSize: number;
  /** To independent standard normals. */
  straighten(x: number[]): number[];
  /** Standard deviations of the three means over runs of 1000 chains, 16 each, for 8000 chains. */
  errors: [number, number, number];
}

const straightened: Straightened[] = [
  {
    name: 'correlated Gaussian',
    target: gaussian({ mean: [1, -1], covariance: [[1, 0.9], [0.9, 1]] }), // biome-ignore format: a matrix
    stepSize: 0.5,
    straighten: ([x, y]) => [x! - 1, (y! + 1 - 0.9 * (x! - 1)) / Math.sqrt(1 - 0.9 ** 2)],
    errors: [0.006, 0.006, 0.002],
  },
  {
    name: 'banana',
    target: banana({ scale: 2, curvature: 0.25 }),
    stepSize: 0.6,
    straighten: ([x, y]) => [x! / 2, y! + 0.25 * (x! ** 2 - 4)],
    errors: [0.006, 0.006, 0.002],
  },
  {
    name: 'funnel',
    target: funnel({ dimension: 3, scale: 1.5 }),
    stepSize: 0.4,
    straighten: ([v, ...rest]) => [v! / 1.5, ...rest.map((x) => x * Math.exp(-v! / 2))],
    errors: [0.006, 0.006, 0.002],
  },
  {
    name: 'mixture of two',
    target: mixture({ means: [[-2], [2]], weights: [0.25, 0.75], scale: 1 }),
    stepSize: 1.2,
    straighten: ([x]) => [
      normalQuantile(
        0.25 * normalCdf(x! + 2) + 0.75 * normalCdf(x! - 2),
        0.25 * normalCdf(-x! - 2) + 0.75 * normalCdf(2 - x!),
      ),
    ],
    errors: [0.01, 0.009, 0.004],
  },
];

async function afterwards(setup: Setup, steps: number, options = { seed: 'test', backend: FAST }): Promise<Ensemble> {
  const { world, ensemble } = await worldWith(setup, options);
  await step(world, { steps });
  await ensemble.columns.position.pull();
  disposeWorld(world);
  return ensemble;
}

describe('nuts', () => {
  it('is the chain of the recursion of Stan, with its own momenta and decisions', async () => {
    const [count, dimension, stepSize, maxDepth] = [40, 3, 0.3, 6];
    const setup = {
      count,
      initial: standard(3),
      target: quartic({ dimension: 3 }),
      method: nuts({ stepSize, maxDepth }),
    };
    const { world, ensemble } = await worldWith(setup);
    for (let transition = 0; transition < 4; transition++) {
      const before = (await ensemble.columns.position.pull()).slice();
      await step(world, { steps: 1 });
      const position = await ensemble.columns.position.pull();
      const draw = (stream: number) => ({ key: ensemble.key, step: transition, stream });
      const momenta = normals(count, dimension, draw(Stream.velocity));
      for (let chain = 0; chain < count; chain++) {
        const row = [chain * dimension, (chain + 1) * dimension] as const;
        const decisions = uniforms(1, 200, { ...draw(Stream.decision), firstRow: chain });
        let taken = 0;
        const expected = recursiveNuts(quarticOnHost, [...before.subarray(...row)], [...momenta.subarray(...row)], {
          ...{ stepSize, maxDepth, inverseMass: [1, 1, 1], uniform: () => decisions[taken++]! },
        });
        const said = (name: string): number => ensemble.memory.get(name)![chain]!;
        expect([said('treeDepth'), said('leapfrogs'), said('divergent')]).toEqual([
          expected.depth,
          expected.leapfrogs,
          0,
        ]);
        expect(said('acceptStat')).toBeCloseTo(expected.acceptStat, 4);
        expect(said('energy')).toBeCloseTo(expected.energy, 3);
        position.subarray(...row).forEach((x, k) => {
          expect(x).toBeCloseTo(expected.q[k]!, 4);
        });
      }
    }
    disposeWorld(world);
  });

  it.each(straightened)('leaves the $name as it is', async ({ target, stepSize, straighten, errors }) => {
    const [count, transitions] = [8000, 10];
    const { dimension } = target;
    const { world, ensemble } = await worldWith(
      { count, initial: target, target, method: nuts({ stepSize }) },
      { backend: FAST },
    );
    const means = new Float64Array(3);
    for (let t = 0; t < transitions; t++) {
      await step(world, { steps: 1 });
      const x = await ensemble.columns.position.pull();
      for (let i = 0; i < count; i++)
        for (const z of straighten([...x.subarray(i * dimension, (i + 1) * dimension)]))
          [z, z ** 2 - 1, Math.abs(z) < UPPER_QUARTILE ? 0.5 : -0.5].forEach((value, k) => {
            means[k]! += value / (count * transitions * dimension);
          });
    }
    means.forEach((mean, k) => {
      expect(Math.abs(mean)).toBeLessThan(4.5 * errors[k]!);
    });
    disposeWorld(world);
  });

  it('needs steps in inverse proportion to their size: trajectories have a length of their own', async () => {
    const run = async (stepSize: number) => {
      const { solver } = await afterwards(
        { count: 200, initial: standard(20), target: standard(20), method: nuts({ stepSize }) },
        3,
      );
      return solver as Record<'leapfrogs' | 'treeDepth', number>;
    };
    const [coarse, middle, fine] = [await run(0.2), await run(0.1), await run(0.05)];
    expect(middle.leapfrogs / coarse.leapfrogs).toBeCloseTo(2, 0);
    expect(fine.leapfrogs / middle.leapfrogs).toBeCloseTo(2, 0);
    expect(fine.treeDepth - coarse.treeDepth).toBeCloseTo(2, 0);
    // Half a turn of the oscillator lasts π; a doubling overshoots by up to twice.
    for (const [h, { leapfrogs }] of [
      [0.2, coarse],
      [0.1, middle],
      [0.05, fine],
    ] as const) {
      expect(leapfrogs * h).toBeGreaterThan(Math.PI / 2);
      expect(leapfrogs * h).toBeLessThan(2 * Math.PI);
    }
  });

  it('counts the evaluations it makes, and remembers every chain', async () => {
    const [count, maxDepth] = [60, 3];
    const setup = {
      count,
      initial: standard(5),
      target: funnel({ dimension: 5 }),
      method: nuts({ stepSize: 0.5, maxDepth }),
    };
    const { world, ensemble } = await worldWith(setup);
    const totals = { evaluations: count, divergences: 0, maxDepthReached: 0 };
    for (let t = 0; t < 10; t++) {
      await step(world, { steps: 1 });
      const [treeDepth, leapfrogs, acceptStat, divergent, energy] = [
        ...['treeDepth', 'leapfrogs', 'acceptStat', 'divergent', 'energy'].map((name) => ensemble.memory.get(name)!),
      ] as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
      const sum = (values: Float64Array): number => values.reduce((total, each) => total + each, 0);
      totals.evaluations += sum(leapfrogs);
      totals.divergences += sum(divergent);
      totals.maxDepthReached += treeDepth.filter((depth) => depth === maxDepth).length;
      expect(ensemble.gradientEvaluations).toBe(totals.evaluations);
      expect(ensemble.densityEvaluations).toBe(totals.evaluations);
      expect(ensemble.solver).toEqual({
        ...{ acceptance: sum(acceptStat) / count, stepSize: 0.5 },
        ...{ treeDepth: sum(treeDepth) / count, leapfrogs: sum(leapfrogs) / count },
        ...{ divergences: totals.divergences, maxDepthReached: totals.maxDepthReached },
      });
      // A tree of depth j has 2^j − 1 steps, and up to 2^j more in a half that was dropped.
      leapfrogs.forEach((steps, chain) => {
        const whole = 2 ** treeDepth[chain]! - 1;
        expect(steps).toBeGreaterThanOrEqual(Math.max(1, whole));
        expect(steps).toBeLessThanOrEqual(treeDepth[chain] === maxDepth ? whole : 2 * whole + 1);
      });
      expect(Math.min(...acceptStat)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...acceptStat)).toBeLessThanOrEqual(1);
      const density = await ensemble.columns.logDensity!.pull();
      energy.forEach((value, chain) => {
        expect(value).toBeGreaterThanOrEqual(-density[chain]!);
      });
    }
    expect(totals.divergences).toBeGreaterThan(0);
    expect(totals.maxDepthReached).toBeGreaterThan(0);
    // What is kept for the next transition is what the target says here; a GPU rounds batches of other sizes otherwise.
    const here = tf.tidy(() => score(ensemble.target!, ensemble.columns.position.matrix));
    for (const name of ['logDensity', 'gradient'] as const) {
      const [expected, kept] = [await here[name].data(), await ensemble.columns[name]!.pull()];
      kept.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
      });
    }
    tf.dispose(here);
    disposeWorld(world);
  });

  it('learns a step of acceptance 0.8 and the variances of an ill-scaled Gaussian, and keeps them', async () => {
    const dimension = 20;
    const target = illScaled(dimension);
    const method = nuts({ warmup: 300, stepSize: 1 });
    const { world, ensemble } = await worldWith(
      { count: 60, initial: standard(dimension), target, method },
      { backend: FAST },
    );
    do await step(world, { steps: 1 });
    while (ensemble.solver.warmup);
    expect(ensemble.gradientEvaluations / ensemble.count).toBeGreaterThanOrEqual(300);
    const learnt = ensemble.memory.get('adaptation')!;
    let acceptance = 0;
    let leapfrogs = 0;
    const draws: number[] = [];
    for (let t = 0; t < 20; t++) {
      await step(world, { steps: 1 });
      acceptance += (ensemble.solver.acceptance as number) / 20;
      leapfrogs += (ensemble.solver.leapfrogs as number) / 20;
      draws.push(...(await ensemble.columns.position.pull()));
    }
    expect(ensemble.memory.get('adaptation')).toBe(learnt);
    expect(ensemble.solver).toMatchObject({ divergences: 0, maxDepthReached: 0, warmup: false });
    expect(Math.abs(acceptance - 0.8)).toBeLessThan(0.05);
    // As on a standard Gaussian; without masses a trajectory has more than 100 steps.
    expect(leapfrogs).toBeLessThan(12);
    const { covariance } = momentsOf(draws, dimension);
    target.moments!.covariance.forEach((row, k) => {
      expect(covariance[k]![k]! / row[k]!).toBeGreaterThan(0.8);
      expect(covariance[k]![k]! / row[k]!).toBeLessThan(1.25);
    });
    disposeWorld(world);
  });

  it('learns the step size alone where the mass is to stay', async () => {
    const target = illScaled(3);
    const setup = {
      count: 60,
      initial: target,
      target,
      method: nuts({ warmup: 400, mass: 'identity', targetAcceptance: 0.9 }),
    };
    const { world, ensemble } = await worldWith(setup, { backend: FAST });
    do await step(world, { steps: 1 });
    while (ensemble.solver.warmup);
    const acceptances: number[] = [];
    for (let t = 0; t < 10; t++) {
      await step(world, { steps: 1 });
      acceptances.push(ensemble.solver.acceptance as number);
    }
    expect(acceptances.reduce((a, b) => a + b) / 10).toBeGreaterThan(0.85);
    // Of the order of the smallest standard deviation, 0.1.
    expect(ensemble.solver.stepSize).toBeGreaterThan(0.03);
    expect(ensemble.solver.stepSize).toBeLessThan(0.2);
    disposeWorld(world);
  });

  it('stays where the density is a number, and does not start elsewhere', async () => {
    // log(x) is NaN below 0: exp(−x) on the half-line.
    const half = custom({ dimension: 1, logDensity: (x) => tf.reshape(tf.sub(tf.log(x), x), [-1]) });
    const from = (mean: number): Setup => ({
      count: 100,
      initial: normal(0.01, mean),
      target: half,
      method: nuts({ stepSize: 0.5 }),
    });
    const inside = await afterwards(from(2), 20, { seed: 'test', backend: 'cpu' });
    expect(inside).toMatchObject({ status: 'running', steps: 20 });
    expect(Math.min(...inside.columns.position.peek())).toBeGreaterThan(0);
    expect(inside.solver.divergences).toBeGreaterThan(0);
    for (const method of [nuts(), nuts({ warmup: 50 })]) {
      const outside = await afterwards({ ...from(-2), method }, 5, { seed: 'test', backend: 'cpu' });
      expect(outside).toMatchObject({ status: 'stopped', steps: 0 });
      expect(outside.reason).toMatch(/^cannot start: log density or its gradient is not finite at a particle/);
    }
  });

  it('starts anew from a particle that was moved by hand', async () => {
    const setup = {
      count: 4,
      initial: standard(1),
      target: standard(1),
      method: nuts({ stepSize: 0.01, maxDepth: 1 }),
    };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 1 });
    setComponent(world, world.particles.of(ensemble.entity)[0]!, Position, { value: [20] });
    await step(world, { steps: 1 });
    // One small step away, with the energy of the new place.
    expect((await ensemble.columns.position.pull())[0]).toBeCloseTo(20, 0);
    expect(ensemble.memory.get('energy')![0]).toBeGreaterThan(190);
    expect(ensemble.gradientEvaluations).toBe(4 * 4);
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(smallFunnel(nuts({ stepSize: 0.3 })), 7);
  describe('with a warm-up', () => itKeepsTheContractOfAMethod(smallFunnel(nuts({ warmup: 60 })), 12));

  it('refuses what is no parameter', () => {
    expect(() => nuts({ stepSize: 0 })).toThrow(/^nuts\.stepSize: must be more than 0, got 0/);
    expect(() => nuts({ maxDepth: 0 })).toThrow(/^nuts\.maxDepth: must be at least 1, got 0/);
    expect(() => nuts({ maxDepth: 2.5 })).toThrow(/^nuts\.maxDepth: must be an integer, got 2\.5/);
    expect(() => nuts({ warmup: -1 })).toThrow(/^nuts\.warmup: must be at least 0, got -1/);
    expect(() => nuts({ targetAcceptance: 1 })).toThrow(/^nuts\.targetAcceptance: must be less than 1, got 1/);
    expect(() => nuts({ mass: 'dense' as 'diagonal' })).toThrow(/^nuts\.mass: /);
  });
});

/** x⁴/4 in every coordinate. */
const quarticOnHost = (q: number[]) => ({
  logDensity: q.reduce((sum, x) => sum - x ** 4 / 4, 0),
  gradient: q.map((x) => -(x ** 3)),
});
