import * as tf from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { banana, custom, gaussian, vonMises, vonMisesFisher } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, Position, step } from '../../src/world/index.ts';
import { blobJko } from '../../systems/blob-jko.ts';
import { proximalPoint } from '../../systems/proximal-point.ts';
import { riemannianGradientFlow } from '../../systems/riemannian-gradient-flow.ts';
import { riemannianJkoFlow } from '../../systems/riemannian-jko-flow.ts';
import { testBackend } from '../backend.ts';
import { atAngle } from '../manifolds/potentials.ts';
import { cap, quadratic } from '../manifolds/reference.ts';
import { angleAfter, onCap, onSphere, onTorus, precision, SPHERE, single, TORUS } from './on-manifolds.ts';
import { fittedOrder, itKeepsTheContractOfAMethod, positionsAfter, type Setup, worldWith } from './support.ts';

beforeAll(() => testBackend());

describe('the proximal point scheme on a sphere', () =>
  itKeepsTheContractOfAMethod(onSphere(proximalPoint({ stepSize: 0.5, ...SPHERE })), 5));

describe('the proximal point scheme on a torus', () =>
  itKeepsTheContractOfAMethod(onTorus(proximalPoint({ stepSize: 0.5, ...TORUS })), 5));

describe('the proximal point scheme in R²', () => {
  const metric = [[2, 0.5], [0.5, 1]]; // biome-ignore format: a matrix
  itKeepsTheContractOfAMethod(
    {
      count: 20,
      initial: gaussian({ dimension: 2 }),
      target: gaussian({ mean: [1, 0], covariance: [[1, 0.3], [0.3, 0.5]] }), // biome-ignore format: a matrix
      method: proximalPoint({ stepSize: 0.3, manifold: { type: 'euclidean', metric } }),
    },
    5,
  );

  it('has the points of the reference', async () => {
    const { eigenvalues, start, stepSize, steps } = quadratic;
    const end = await positionsAfter(single(start, precision(eigenvalues), proximalPoint({ stepSize })), steps);
    for (const [k, value] of quadratic.proximalPoint.entries()) expect(Math.abs(end[k]! - value)).toBeLessThan(1e-6);
  });

  it('is the JKO scheme of the potential energy, particle by particle', async () => {
    const setup = { count: 12, initial: gaussian({ dimension: 2 }), target: banana() };
    const method = blobJko({ stepSize: 0.5, energy: [{ type: 'potential' }], tolerance: 1e-6 });
    const jko = await positionsAfter({ ...setup, method }, 4);
    const proximal = await positionsAfter({ ...setup, method: proximalPoint({ stepSize: 0.5 }) }, 4);
    for (const [i, value] of proximal.entries()) expect(value).toBeCloseTo(jko[i]!, 4);
  });

  it('takes the metric', async () => {
    const method = proximalPoint({ stepSize: 0.5, manifold: { type: 'euclidean', metric: [[4, 0], [0, 0.5]] } }); // biome-ignore format: a matrix
    const end = await positionsAfter(single([1, 1], precision([1, 3]), method), 2);
    expect(end[0]).toBeCloseTo(1 / (1 + 0.5 / 4) ** 2, 6);
    expect(end[1]).toBeCloseTo(1 / (1 + 0.5 * 6) ** 2, 6);
  });
});

describe('the proximal point scheme on a cap', () => {
  it('has the angle of the reference', async () => {
    const { theta, kappa, stepSize, steps } = cap;
    const end = await angleAfter(onCap(theta, kappa, proximalPoint({ stepSize, ...SPHERE })), steps);
    expect(Math.abs(end - cap.proximalPoint)).toBeLessThan(1e-6);
  });

  it('has the order 1 to the flow and 2 to both forms of the modified flow', async () => {
    const orderTo = async (other: (stepSize: number) => Setup['method']): Promise<number> => {
      const errors: [number, number][] = [];
      for (const eta of [0.05, 0.025, 0.0125]) {
        const at = (method: Setup['method']) => angleAfter(onCap(cap.theta, cap.kappa, method), Math.round(1 / eta));
        errors.push([eta, (await at(proximalPoint({ stepSize: eta, ...SPHERE }))) - (await at(other(eta)))]);
      }
      return fittedOrder(errors);
    };
    const orders = [
      await orderTo((stepSize) => riemannianGradientFlow({ stepSize, ...SPHERE })),
      await orderTo((stepSize) => riemannianJkoFlow({ stepSize, ...SPHERE })),
      await orderTo((stepSize) => riemannianJkoFlow({ stepSize, form: 'plain', ...SPHERE })),
    ];
    for (const [k, expected] of [1, 2, 2].entries()) expect(Math.abs(orders[k]! - expected)).toBeLessThan(0.1);
  });

  it('has steps so small that 1/η makes the rounding of a point larger than every force', async () => {
    const { world, ensemble } = await worldWith(onCap(1, 1, proximalPoint({ stepSize: 1e-12, ...SPHERE })));
    await step(world, { steps: 2 });
    expect(ensemble.reason).toBeUndefined();
    expect(ensemble.solver.retries).toBe(0);
    disposeWorld(world);
  });

  it('works for a density of the space around: a Gaussian on the sphere', async () => {
    // V = x₁²/2 + 5x₂²/2 + 10x₃²/2: the minima are ±e₁.
    const setup: Setup = {
      count: 50,
      initial: vonMisesFisher({ dimension: 3, concentration: 0 }),
      target: precision([1, 5, 10]),
      method: proximalPoint({ stepSize: 1, ...SPHERE }),
    };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 12 });
    const points = await ensemble.columns.position.pull();
    for (let i = 0; i < points.length; i += 3) {
      expect(Math.abs(points[i]!)).toBeCloseTo(1, 4);
      expect(Math.hypot(...points.subarray(i, i + 3))).toBeCloseTo(1, 6);
    }
    disposeWorld(world);
  });

  it('has an energy that never rises, at any step, and says how it was solved', async () => {
    const { world, ensemble } = await worldWith(onSphere(proximalPoint({ stepSize: 3, ...SPHERE })));
    await step(world, { steps: 6 });
    const values = ensemble.energy.map(([, value]) => value);
    for (let k = 1; k < values.length; k++) expect(values[k]!).toBeLessThan(values[k - 1]! + 1e-6);
    expect(values.at(-1)).toBeCloseTo(-2, 3);
    expect(ensemble.energy.map(([time]) => time)).toEqual([3, 6, 9, 12, 15, 18]);
    expect(ensemble.solver).toMatchObject({ status: 'converged', converged: true, unconverged: 0, retries: 0 });
    expect(ensemble.solver.residual).toBeLessThanOrEqual(1e-6);
    expect(ensemble.gradientEvaluations).toBeGreaterThan(6 * 24);
    disposeWorld(world);
  });

  it('stops with the reason where it cannot be solved', async () => {
    const target = custom({ dimension: 2, logDensity: (x) => tf.sum(tf.log(x), 1) });
    const { world, ensemble } = await worldWith(single([0.6, -0.8], target, proximalPoint({ ...SPHERE })));
    await step(world, { steps: 2 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(/^step 1: V or its derivatives are not finite at \[0.6/);
    disposeWorld(world);
  });
});

describe('the proximal point scheme on the circle', () => {
  it('has θ⁺ + ηκ sin(θ⁺ − μ) = θ and keeps its angles in (−π, π]', async () => {
    const target = vonMises({ mean: [3], concentration: 2 });
    const setup: Setup = {
      count: 200,
      initial: vonMises({ concentration: 0 }),
      target,
      method: proximalPoint({ stepSize: 0.4, ...TORUS }),
    };
    const { world, ensemble } = await worldWith(setup);
    const before = await ensemble.columns.position.pull();
    await step(world, { steps: 1 });
    const after = await ensemble.columns.position.pull();
    for (const [i, theta] of after.entries()) {
      expect(theta > -Math.PI && theta <= Math.PI).toBe(true);
      const gap = theta + 0.8 * Math.sin(theta - 3) - before[i]!;
      expect(Math.abs(Math.sin(gap / 2))).toBeLessThan(1e-5);
    }
    await step(world, { steps: 40 });
    for (const theta of await ensemble.columns.position.pull()) expect(theta).toBeCloseTo(3, 4);
    disposeWorld(world);
  });
});

describe('bad input', () => {
  it.each<[string, Setup, RegExp]>([
    [
      'particles that are not on the sphere',
      { ...onSphere(proximalPoint({ ...SPHERE })), initial: gaussian({ dimension: 4 }) },
      /^ensemble ensemble: particle 0 has the length [\d.]+, must be 1: the sphere needs particles drawn on it, e.g. initial: {"type":"von-mises-fisher","concentration":0,"dimension":4}$/,
    ],
    [
      'angles beyond π',
      { ...onTorus(riemannianGradientFlow({ ...TORUS })), initial: gaussian({ mean: [9, 9] }) },
      /particle 0 has the angle [\d.]+, must be in \(−π, π\]: .* initial: {"type":"von-mises",/,
    ],
    [
      'a density without a period on a torus',
      { ...onTorus(riemannianJkoFlow({ ...TORUS })), target: gaussian({ dimension: 2 }) },
      /^ensemble ensemble: the density of gaussian changes when the angle 0 makes a turn: .* such as von-mises$/,
    ],
    [
      'a sphere on the line',
      { ...single([1], precision([1]), proximalPoint({ ...SPHERE })) },
      /^ensemble ensemble: manifold: a sphere needs points of at least 2 coordinates, got 1$/,
    ],
    [
      'a metric of another size',
      { ...single([1], precision([1]), proximalPoint({ manifold: { type: 'euclidean', metric: [[1, 0], [0, 1]] } })) }, // biome-ignore format: a matrix
      /^ensemble ensemble: manifold.metric: must be 1 × 1 like the points, got 2 × 2$/,
    ],
  ])('is refused before the first step: %s', async (_what, setup, message) => {
    const world = await createWorld({ seed: 'test', backend: 'cpu' });
    addEnsemble(world, { name: 'ensemble', ...setup });
    await expect(step(world, { steps: 1 })).rejects.toThrow(InputError);
    await expect(step(world, { steps: 1 })).rejects.toThrow(message);
    disposeWorld(world);
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an unknown manifold',
      () => proximalPoint({ manifold: { type: 'klein-bottle' } as never }),
      /^proximal-point.manifold/,
    ],
    [
      'a metric that is not definite',
      () => proximalPoint({ manifold: { type: 'euclidean', metric: [[1, 2], [2, 1]] } }), // biome-ignore format: a matrix
      /^proximal-point.manifold.metric: has the eigenvalue -1; must be positive definite$/,
    ],
    ['a step of 0', () => proximalPoint({ stepSize: 0 }), /^proximal-point.stepSize: must be more than 0, got 0$/],
  ])('is refused by the factory: %s', (_what, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });

  it('is refused when a particle is put off the sphere by hand', async () => {
    const { world, ensemble } = await worldWith(onCap(1, 1, proximalPoint({ ...SPHERE })));
    await step(world, { steps: 1 });
    const [particle] = world.particles.of(ensemble.entity);
    setComponent(world, particle!, Position, { value: [0.5, 0, 0] });
    await expect(step(world, { steps: 1 })).rejects.toThrow(/particle 0 has the length 0.5, must be 1/);
    setComponent(world, particle!, Position, { value: Array.from(atAngle(0.3)) });
    await step(world, { steps: 1 });
    expect(ensembleOf(world, ensemble.entity).steps).toBe(2);
    disposeWorld(world);
  });
});
