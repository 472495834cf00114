import { describe, expect, it } from 'vitest';
import { custom, empirical, gaussian, mixture, quartic } from '../../src/targets/index.ts';
import { Column } from '../../src/tensor/index.ts';
import { sinkhornDivergence } from '../../src/transport/index.ts';
import {
  addEnsemble,
  createWorld,
  disposeWorld,
  type Ensemble,
  ensembleOf,
  step,
  type World,
} from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import { sinkhornCoupling } from '../../systems/sinkhorn-coupling.ts';
import { afterSteps, covarianceAfter, gridOf, type Normal } from './gaussian-sinkhorn-flow.ts';
import {
  BACKEND,
  fittedOrder,
  itKeepsTheContractOfAMethod,
  momentsOf,
  positionsAfter,
  type Setup,
  worldWith,
} from './support.ts';

const TIGHT = { tolerance: 1e-10 };

/** A world whose one ensemble is a weighted grid that moves to another one. */
async function gridWorld(
  from: Normal,
  to: Normal,
  method: Setup['method'],
): Promise<{ world: World; ensemble: Ensemble }> {
  const start = gridOf(from);
  const setup: Setup = { count: 121, initial: gaussian({ dimension: 1 }), target: empirical(gridOf(to)), method };
  const { world, ensemble } = await worldWith(setup);
  ensemble.columns.position.write(Float32Array.from(start.points.flat()));
  ensemble.columns.weight = new Column(Float32Array.from(start.weights), [121]);
  return { world, ensemble };
}

async function weightedMoments({ columns }: Ensemble): Promise<Normal> {
  const [x, w] = [await columns.position.pull(), await columns.weight!.pull()];
  const mean = x.reduce((sum, value, i) => sum + w[i]! * value, 0);
  return { mean, variance: x.reduce((sum, value, i) => sum + w[i]! * (value - mean) ** 2, 0) };
}

const from: Normal = { mean: -1.5, variance: 0.2 };
const to: Normal = { mean: 1, variance: 1.44 };

describe('the flow of Gaussians', () => {
  it.each([0.05, 0.5, 4])('is the closed form, step for step, at ε = %s', async (epsilon) => {
    const { world, ensemble } = await gridWorld(from, to, sinkhornCoupling({ epsilon, stepSize: 0.1, ...TIGHT }));
    for (const steps of [1, 4, 20]) {
      await step(world, { steps: steps - ensemble.steps });
      const expected = afterSteps(from, to, epsilon, 0.1, steps);
      const actual = await weightedMoments(ensemble);
      expect(actual.mean).toBeCloseTo(expected.mean, 5);
      expect(actual.variance).toBeCloseTo(expected.variance, 4);
    }
    disposeWorld(world);
  });

  it('is followed with order 1 in the step', async () => {
    // The flow itself by a thousand times finer steps of the closed form, extrapolated.
    const fine = afterSteps(from, to, 0.5, 1e-4, 10_000);
    const finer = afterSteps(from, to, 0.5, 5e-5, 20_000);
    const exact = 2 * finer.variance - fine.variance;
    const errors: [number, number][] = [];
    for (const h of [0.2, 0.1, 0.05]) {
      const { world, ensemble } = await gridWorld(from, to, sinkhornCoupling({ epsilon: 0.5, stepSize: h, ...TIGHT }));
      await step(world, { until: 1 });
      errors.push([h, (await weightedMoments(ensemble)).variance - exact]);
      disposeWorld(world);
    }
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.1);
  });

  it('holds for samples of correlated Gaussians within their sampling error', async () => {
    const [epsilon, h, steps] = [0.3, 0.25, 8];
    const { world, ensemble } = await worldWith({
      count: 400,
      initial: gaussian({
        mean: [2, 0],
        covariance: [
          [0.5, 0.3],
          [0.3, 0.4],
        ],
      }),
      target: gaussian({
        mean: [-1, 1],
        covariance: [
          [1.5, -0.6],
          [-0.6, 0.8],
        ],
      }),
      method: sinkhornCoupling({ epsilon, stepSize: h, samples: 500, tolerance: 1e-7 }),
    });
    const start = momentsOf(await ensemble.columns.position.pull(), 2);
    await step(world, { steps });
    const end = momentsOf(await ensemble.columns.position.pull(), 2);
    const samples = ensemble.memory.get('points')!;
    expect(samples.length).toBe(2 * 500);
    const destination = momentsOf(samples, 2);
    const left = (1 - h) ** steps;
    for (let k = 0; k < 2; k++) {
      // The marginals of the coupling carry the mean exactly: x̄⁺ = x̄ + h(ȳ − x̄) whatever the clouds.
      expect(end.mean[k]).toBeCloseTo(destination.mean[k]! + left * (start.mean[k]! - destination.mean[k]!), 5);
      for (let l = 0; l < 2; l++) {
        // 90 % of the way at the rate 2 or so; what is left is the bias of the sampled maps, measured .02.
        const expected = covarianceAfter(start.covariance, destination.covariance, epsilon, h, steps)[k]![l]!;
        expect(Math.abs(end.covariance[k]![l]! - expected)).toBeLessThan(0.06);
      }
    }
    disposeWorld(world);
  });
});

const ring = mixture({
  means: [
    [3, 0],
    [0, 3],
    [-3, 0],
    [0, -3],
  ],
  covariances: [0, 1, 2, 3].map(() => [
    [0.1, 0],
    [0, 0.1],
  ]),
});

describe('sinkhorn coupling', () => {
  const small: Setup = {
    count: 40,
    initial: gaussian({ dimension: 2 }),
    target: ring,
    method: sinkhornCoupling({ samples: 50 }),
  };

  itKeepsTheContractOfAMethod(small, 7);

  it('has order 1 in the step on fixed clouds', async () => {
    const at = (h: number) =>
      positionsAfter(
        { ...small, method: sinkhornCoupling({ samples: 50, epsilon: 0.5, stepSize: h, ...TIGHT }) },
        Math.round(1 / h),
      );
    const exact = await at(1 / 256);
    const errors: [number, number][] = [];
    for (const h of [1 / 4, 1 / 8, 1 / 16]) {
      const x = await at(h);
      errors.push([h, Math.sqrt(x.reduce((sum, value, i) => sum + (value - exact[i]!) ** 2, 0) / x.length)]);
    }
    // Against h = 1/256 instead of 0 the fitted slope is 1.06.
    expect(Math.abs(fittedOrder(errors) - 1.05)).toBeLessThan(0.12);
  });

  it('descends in S to the distance that fresh samples have', async () => {
    const { world, ensemble } = await worldWith({ ...small, count: 200, method: sinkhornCoupling({ stepSize: 0.5 }) });
    await step(world, { steps: 25 });
    expect(ensemble.energy.map(([time]) => time)).toEqual(Array.from({ length: 25 }, (_, s) => (s + 1) * 0.5));
    const values = ensemble.energy.map(([, value]) => value);
    for (let s = 1; s < values.length; s++) expect(values[s]!).toBeLessThan(values[s - 1]! + 1e-5);
    expect(values.at(-1)!).toBeLessThan(1e-3 * values[0]!);
    const { epsilon } = ensemble.solver;
    const cloud = (values: Float32Array) => ({ values, dimension: 2 });
    const fresh = cloud(ring.sample!(400, 'fresh'));
    const distance = async (values: Float32Array) =>
      (await sinkhornDivergence(cloud(values), fresh, { epsilon: epsilon as number, tolerance: 1e-4 })).value;
    const floor = await distance(ring.sample!(200, 'others'));
    expect(await distance(await ensemble.columns.position.pull())).toBeLessThan(3 * floor);
    expect(ensemble.solver).toMatchObject({ converged: true });
    expect(ensemble.solver.marginalError).toBeLessThan(1e-3);
    expect(ensemble.gradientEvaluations).toBe(0);
    disposeWorld(world);
  });

  it('pushes as energy the divergence where the particles are', async () => {
    const method = sinkhornCoupling({ samples: 50, epsilon: 0.3, ...TIGHT });
    const { world, ensemble } = await worldWith({ ...small, method });
    await step(world, { steps: 3 });
    const here = { values: await ensemble.columns.position.pull(), dimension: 2 };
    const there = { values: ensemble.memory.get('points')!, dimension: 2 };
    const { value, gradient } = await sinkhornDivergence(here, there, { epsilon: 0.3, gradient: true, ...TIGHT });
    expect(ensemble.energy.at(-1)![1]).toBeCloseTo(value, 8);
    const velocity = await ensemble.columns.velocity!.pull();
    velocity.forEach((component, i) => {
      expect(component).toBeCloseTo(-40 * gradient![i]!, 4);
    });
    disposeWorld(world);
  });

  it('takes the rule for ε from the spread of the destination, not from where the particles start', async () => {
    const epsilonFrom = async (mean: number) => {
      const setup = { ...small, initial: gaussian({ mean: [mean, 0] }), method: sinkhornCoupling({ samples: 1000 }) };
      const { world, ensemble } = await worldWith(setup);
      await step(world, { steps: 1 });
      disposeWorld(world);
      return ensemble.solver.epsilon;
    };
    const epsilon = await epsilonFrom(0);
    expect(await epsilonFrom(100)).toBe(epsilon);
    // tr Cov of the ring is 9 + .2; the samples know it to 1 %.
    expect(Math.abs((epsilon as number) / 0.01 / 9.2 - 1)).toBeLessThan(0.04);
  });

  it('carries each share of weighted data', async () => {
    const data = empirical({
      points: [
        [0, 0],
        [10, 0],
      ],
      weights: [0.25, 0.75],
    });
    const initial = gaussian({ mean: [4, 0] });
    const method = sinkhornCoupling({ epsilon: 1, stepSize: 0.8, tolerance: 1e-6 });
    const x = await positionsAfter({ count: 200, initial, target: data, method }, 20);
    const first = x.filter((_, i) => i % 2 === 0);
    // Inside a distance √ε = 1 of a point the flow is slow: T_xx takes most of T_xy away. The mean is exact.
    expect(first.filter((value) => Math.abs(value) < 3).length).toBe(50);
    expect(first.filter((value) => Math.abs(value - 10) < 3).length).toBe(150);
    expect(momentsOf(first).mean[0]).toBeCloseTo(7.5, 4);
  });

  it('takes a single particle to the mean of the samples', async () => {
    const method = sinkhornCoupling({ samples: 30, stepSize: 0.5, tolerance: 1e-9 });
    const setup = { count: 1, initial: gaussian({ mean: [5, 5] }), target: ring, method };
    const { world, ensemble } = await worldWith(setup);
    const [start] = await ensemble.columns.position.pull();
    await step(world, { steps: 6 });
    const [end] = await ensemble.columns.position.pull();
    const { mean } = momentsOf(ensemble.memory.get('points')!, 2);
    expect(end).toBeCloseTo(mean[0]! + 0.5 ** 6 * (start! - mean[0]!), 5);
    disposeWorld(world);
  });
});

describe('when it cannot go on', () => {
  it('says that a solve did not converge, and stops when that goes on', async () => {
    const method = sinkhornCoupling({ maxIterations: 1, tolerance: 1e-12, samples: 20 });
    const setup = { count: 20, initial: gaussian({ dimension: 2 }), target: ring, method };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 1 });
    expect(ensemble).toMatchObject({ status: 'running', solver: { converged: false } });
    await step(world, { steps: 10 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(
      /^step \d: the coupling did not converge 5 times running: marginal error .*larger epsilon/,
    );
    expect(ensemble.energy.length).toBe(ensemble.steps);
    disposeWorld(world);
  });

  it('stops at the step that diverges and lets the others go on', async () => {
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const shared = { count: 20, initial: gaussian({ dimension: 2 }), target: ring };
    const wild = addEnsemble(world, {
      ...shared,
      name: 'wild',
      method: sinkhornCoupling({ stepSize: 1e12, epsilon: 1 }),
    });
    const calm = addEnsemble(world, { ...shared, name: 'calm', method: sinkhornCoupling() });
    await step(world, { steps: 6 });
    expect(ensembleOf(world, wild).status).toBe('stopped');
    expect(ensembleOf(world, wild).reason).toMatch(/^step \d: /);
    expect((await ensembleOf(world, wild).columns.position.pull()).every(Number.isFinite)).toBe(true);
    expect(ensembleOf(world, calm)).toMatchObject({ status: 'running', steps: 6 });
    disposeWorld(world);
  });

  it.each([
    [{ epsilon: 0 }, /^sinkhorn-coupling\.epsilon: must be more than 0, got 0/],
    [{ epsilon: 'small' as 'auto' }, /^sinkhorn-coupling\.epsilon: must be a number, or must be "auto", got "small"/],
    [{ stepSize: 0 }, /^sinkhorn-coupling\.stepSize: must be more than 0, got 0/],
    [{ tolerance: 0 }, /^sinkhorn-coupling\.tolerance: must be more than 0/],
    [{ samples: 2.5 }, /^sinkhorn-coupling\.samples: must be an integer/],
    [{ to: { name: 'a' } as never }, /^sinkhorn-coupling\.to/],
  ])('refuses %j', (parameters, message) => {
    expect(() => sinkhornCoupling(parameters)).toThrow(message);
  });

  it('refuses a target that cannot be sampled, unless another ensemble is named', async () => {
    const target = custom({ dimension: 2, logDensity: (x) => quartic({ dimension: 2 }).logDensity(x) });
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const shared = { count: 5, initial: gaussian({ dimension: 2 }) };
    const add = (name: string, options: object) =>
      addEnsemble(world, { ...shared, name, method: sinkhornCoupling(), ...options });
    expect(() => add('a', { target })).toThrow(/^ensemble a: .*needs a target that can be sampled, custom cannot$/);
    expect(() => add('a', {})).toThrow(/^ensemble a: .*needs a target that can be sampled$/);
    add('leader', { target, method: langevin() });
    expect(() => add('a', { method: sinkhornCoupling({ to: { ensemble: 'leader' } }) })).not.toThrow();
    disposeWorld(world);
  });
});
