import { describe, expect, it } from 'vitest';
import { modifiedEnergy } from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { symmetricEigen } from '../../src/linalg/index.ts';
import { integrate } from '../../src/ode/index.ts';
import { doubleWell, gaussian } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { blobJko } from '../../systems/blob-jko.ts';
import { jkoFlow } from '../../systems/jko-flow.ts';
import { wassersteinGradientFlow } from '../../systems/wasserstein-gradient-flow.ts';
import { denseHessian, denseVelocity, rungeKutta } from '../discretisation/dense.ts';
import { largestGap, normalQuantiles, quadratic, quartic, varianceOf } from '../energies/clouds.ts';
import { cloud, float32, free, rms, stateAfter, worldAt } from './flow-support.ts';
import { fittedOrder, itKeepsTheContractOfAMethod, normal, worldWith } from './support.ts';

const plane = gaussian({ dimension: 2 });
const potentialOnly = [{ type: 'potential' as const }];
const FORMS = ['pade', 'plain'] as const;

describe('jkoFlow', () => {
  it('is plain data with defaults, and refuses nonsense in one line', () => {
    expect(jkoFlow()).toEqual({
      type: 'jko-flow',
      stepSize: 0.1,
      discretisation: 'blob',
      energy: 'kl',
      bandwidth: 'auto',
      form: 'pade',
      tolerance: 1e-6,
    });
    const bad: [object, string][] = [
      [{ stepSize: -0.1 }, 'stepSize'],
      [{ form: 'implicit' }, 'form'],
      [{ tolerance: 0 }, 'tolerance'],
      [{ bandwidth: 'wide' }, 'bandwidth'],
      [{ energy: [{ type: 'heat' }] }, 'energy'],
      [{ solver: 'newton' }, 'solver'],
    ];
    for (const [parameters, field] of bad) {
      expect(() => jkoFlow(parameters as never)).toThrow(InputError);
      expect(() => jkoFlow(parameters as never)).toThrow(field);
    }
  });

  it('needs a target only where the energy has a potential', async () => {
    const setup = { count: 3, initial: normal(1) };
    await expect(worldWith({ ...setup, method: jkoFlow() })).rejects.toThrow('needs a target');
    const energy = [{ type: 'entropy' as const }];
    const { solver, points } = await stateAfter(cloud(3, 1), { initial: normal(1), method: jkoFlow({ energy }) }, 2);
    expect(solver.status).toBe('converged');
    expect(varianceOf(points)).toBeGreaterThan(varianceOf(cloud(3, 1)));
  });

  it.each(
    FORMS.flatMap((form) => [
      [form, 1, 8, 0.5],
      [form, 2, 5, 0.8],
    ]) as [(typeof FORMS)[number], number, number, number][],
  )('is the %s form with dense matrices in %i-D, N = %i, δ = %f', async (form, dimension, count, bandwidth) => {
    const start = cloud(count, dimension);
    const stepSize = form === 'pade' ? 0.3 : 0.08;
    const method = jkoFlow({ stepSize, bandwidth, form, tolerance: 1e-7 });
    const target = doubleWell({ dimension, b: 1 });
    const { points, solver } = await stateAfter(start, { initial: gaussian({ dimension }), target, method }, 1);
    const energy = free(quartic(dimension, 1), bandwidth);
    const exact = await rungeKutta((x) => denseVelocity(energy, x, stepSize, form), start, stepSize, 20);
    expect(rms(points, exact)).toBeLessThan(2e-5);
    expect(rms(points, start)).toBeGreaterThan(0.02);
    expect(solver).toMatchObject({ status: 'converged', modification: stepSize });
    const here = await modifiedEnergy(energy, stepSize).at(points);
    expect(solver.modifiedEnergy).toBeCloseTo(here.value, 4);
  });

  it('has the exponents of a quadratic: λ/(1 + ηλ/2) and λ(1 − ηλ/2)', async () => {
    const start = cloud(5, 2, 2);
    const target = gaussian({
      mean: [0, 0],
      covariance: [
        [0.5, 0],
        [0, 2],
      ],
    });
    for (const form of FORMS) {
      const method = jkoFlow({ stepSize: 0.4, energy: potentialOnly, form });
      const { points } = await stateAfter(start, { initial: plane, target, method }, 3);
      const rate = (curvature: number): number =>
        form === 'pade' ? curvature / (1 + 0.2 * curvature) : curvature * (1 - 0.2 * curvature);
      const exact = start.map((x, i) => x * Math.exp(-1.2 * rate(i % 2 === 0 ? 2 : 0.5)));
      expect(largestGap(points, exact)).toBeLessThan(1e-5);
    }
  });

  it.each([
    ['quadratic', 20, 0.5],
    ['quadratic', 40, 0.4],
    ['double well', 20, 0.4],
  ] as const)(
    'follows the JKO scheme to second order, the gradient flow only to first: %s, N = %i, δ = %f',
    async (name, count, bandwidth) => {
      const target = name === 'quadratic' ? normal(1) : doubleWell({ b: 1 });
      const time = name === 'quadratic' ? 1 : 0.6;
      const start = float32(normalQuantiles(count, name === 'quadratic' ? 0.5 : 0.6));
      const setup = { initial: normal(1), target };
      const errors: Record<'pade' | 'plain' | 'gradient', [number, number][]> = { pade: [], plain: [], gradient: [] };
      for (const stepSize of [0.05, 0.025, 0.0125]) {
        const steps = Math.round(time / stepSize);
        const scheme = blobJko({ stepSize, bandwidth, tolerance: 1e-6 });
        const jko = (await stateAfter(start, { ...setup, method: scheme }, steps)).points;
        const descent = wassersteinGradientFlow({ stepSize, bandwidth, integrator: 'runge-kutta' });
        errors.gradient.push([
          stepSize,
          rms(jko, (await stateAfter(start, { ...setup, method: descent }, steps)).points),
        ]);
        for (const form of FORMS) {
          const flow = await stateAfter(start, { ...setup, method: jkoFlow({ stepSize, bandwidth, form }) }, steps);
          errors[form].push([stepSize, rms(jko, flow.points)]);
        }
      }
      for (const form of FORMS) expect(Math.abs(fittedOrder(errors[form]) - 2)).toBeLessThan(0.1);
      expect(Math.abs(fittedOrder(errors.gradient) - 1)).toBeLessThan(0.1);
      // "Implicit bias of the JKO scheme" (arXiv 2511.14827): 2.00-2.03 and .99; here 2.02-2.05 (plain), 1.95-1.98 (Padé) and .98-.99.
      expect(errors.plain[2]![1]).toBeLessThan(8e-5);
      expect(errors.pade[2]![1]).toBeLessThan(3e-5);
    },
  );

  it('stays with JKO at δ = .1, where the plain form without its check drifts away', async () => {
    const start = float32(normalQuantiles(20, 0.5));
    const setup = { initial: normal(1), target: normal(1) };
    const jko = await stateAfter(start, { ...setup, method: blobJko({ bandwidth: 0.1, tolerance: 1e-6 }) }, 10);
    const pade = await stateAfter(start, { ...setup, method: jkoFlow({ bandwidth: 0.1 }) }, 10);
    expect(rms(jko.points, pade.points)).toBeLessThan(1.5e-3);
    const energy = free(quadratic(1), 0.1);
    const velocity = async (x: Float64Array): Promise<Float64Array> =>
      (await modifiedEnergy(energy, 0.1).at(x)).gradient.map((value) => -value);
    const { x } = await integrate(velocity, start, 1, { tolerance: 1e-6 });
    expect(rms(jko.points, x)).toBeGreaterThan(0.05);
  });

  it('checks the limit of the plain form before each step, and says what is allowed', async () => {
    const variance = 0.25;
    const setup = { initial: normal(1), target: normal(variance) };
    const plain = (stepSize: number) => jkoFlow({ stepSize, energy: potentialOnly, form: 'plain' });
    const fine = await stateAfter(cloud(4, 1), { ...setup, method: plain(1.98 * variance) }, 2);
    expect(fine.solver.largestCurvature).toBeCloseTo(1 / variance, 5);
    expect(fine.solver.stabilityLimit).toBeCloseTo(2 * variance, 5);
    const { world, ensemble } = await worldAt(cloud(4, 1), { ...setup, method: plain(2.02 * variance) });
    const before = (await ensemble.columns.position.pull()).slice();
    await step(world, { steps: 3 });
    expect(ensemble).toMatchObject({ status: 'stopped', steps: 0 });
    expect(ensemble.reason).toMatch(/^step 1: .* η = 0\.505: λ_max = 4\.00, .* stable η is 0\.500; .*'pade'$/);
    expect(ensemble.reason).not.toContain('\n');
    expect(await ensemble.columns.position.pull()).toEqual(before);
    disposeWorld(world);
  });

  it('finds the limit of the plain form in the dense Hessian', async () => {
    const start = float32(normalQuantiles(12, 1));
    const hessian = await denseHessian(free(quadratic(1), 0.3), start);
    const largest = symmetricEigen(hessian).values.at(-1)!;
    const run = (stepSize: number) =>
      stateAfter(
        start,
        { initial: normal(1), target: normal(1), method: jkoFlow({ stepSize, bandwidth: 0.3, form: 'plain' }) },
        1,
      );
    await expect(run(2.01 / largest)).rejects.toThrow('unstable');
    expect((await run(1.99 / largest)).solver.largestCurvature).toBeCloseTo(largest, 2);
  });

  it('lets J fall at every step, from any cloud', async () => {
    for (const [dimension, stepSize] of [
      [1, 0.05],
      [1, 1],
      [2, 0.3],
    ] as const) {
      const { world, ensemble } = await worldWith({
        count: 60,
        initial: gaussian({ dimension }),
        target: doubleWell({ dimension, b: 2 }),
        method: jkoFlow({ stepSize, bandwidth: 0.3, tolerance: 1e-4 }),
      });
      await step(world, { steps: 6 });
      expect(ensemble.energy).toHaveLength(6);
      ensemble.energy.forEach(([time, value], k) => {
        expect(time).toBeCloseTo((k + 1) * stepSize, 9);
        if (k > 0) expect(value).toBeLessThanOrEqual(ensemble.energy[k - 1]![1] + 1e-6);
      });
      expect(ensemble.solver.modifiedEnergy).toBeLessThanOrEqual(ensemble.energy.at(-1)![1]);
      disposeWorld(world);
    }
  });

  it('follows a smaller modification where I + (η/2)H is indefinite, and says so', async () => {
    // At the top of the barrier V″ = 3x² − 4: η = 1.2 and .6 leave 1 + (η/2)V″ < 0, η = .3 does not.
    const start = Float64Array.of(0.1);
    const method = jkoFlow({ stepSize: 1.2, energy: potentialOnly, tolerance: 1e-7 });
    const setup = { initial: normal(1), target: doubleWell({ b: 4 }), method };
    const { points, solver, energy } = await stateAfter(float32(start), setup, 1);
    expect(solver).toMatchObject({ status: 'indefinite', retries: 2, modification: 0.3 });
    const exact = await rungeKutta(
      async (x) => x.map((each) => -(each ** 3 - 4 * each) / (1 + 0.15 * (3 * each * each - 4))),
      float32(start),
      1.2,
      2000,
    );
    expect(largestGap(points, exact)).toBeLessThan(1e-5);
    expect(energy[0]).toBeLessThan(start[0]! ** 4 / 4 - 2 * start[0]! ** 2);
    // Down in the well the modification is whole again.
    const later = await stateAfter(float32(start), setup, 2);
    expect(later.solver).toMatchObject({ status: 'converged', retries: 0, modification: 1.2 });
  });

  it('stops with the reason where no modification helps', async () => {
    const { world, ensemble } = await worldAt(Float64Array.of(0, 2 ** -20), {
      initial: normal(1),
      target: normal(1),
      method: jkoFlow({ stepSize: 1, bandwidth: 1e-3 }),
    });
    await step(world, { steps: 1 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(/^step 1: the Padé form .* step size 1, .*indefinite$/);
    disposeWorld(world);
  });

  it('is the modified flow of a Gaussian law: deviation .93082 from .5 at t = 1, η = .1, and the mean', async () => {
    // σ′ = −(σ − 1/σ)(1 − (η/2)(1 + 1/σ²)), to 1e-8: arXiv 2511.14827.
    const start = normalQuantiles(200, 0.5).map((x) => x + 1);
    const { points } = await stateAfter(start, { initial: normal(1), target: normal(1), method: jkoFlow() }, 10);
    expect(Math.abs(Math.sqrt(varianceOf(points)) - 0.9308216800633407)).toBeLessThan(0.012);
    const mean = points.reduce((sum, x) => sum + x, 0) / 200;
    expect(mean).toBeCloseTo(Math.exp(-1 / 1.05), 4);
  });

  it('counts its work: a Hessian of V and the products of conjugate gradients', async () => {
    const count = 20;
    const setup = { initial: plane, target: plane, method: jkoFlow({ bandwidth: 0.6 }) };
    const { world, ensemble } = await worldAt(cloud(count, 2), setup);
    await step(world, { steps: 1 });
    const { evaluations, hessianProducts, residual } = ensemble.solver as Record<string, number>;
    expect(ensemble.densityEvaluations).toBe(count * evaluations!);
    // In the plane the Hessian of V costs two gradients, at every velocity but not where the step ends.
    expect(ensemble.gradientEvaluations).toBe(count * (evaluations! + 2 * (evaluations! - 1)));
    expect(hessianProducts).toBeGreaterThan(evaluations! - 1);
    expect(residual).toBeLessThan(1e-5);
    disposeWorld(world);
    // Also of the attempts that came to nothing.
    const random = await worldAt(cloud(count, 2), { ...setup, method: jkoFlow({ bandwidth: 0.2 }) });
    await step(random.world, { steps: 1 });
    expect(random.ensemble.solver).toMatchObject({ status: 'indefinite' });
    expect(random.ensemble.densityEvaluations).toBe(count * (random.ensemble.solver.evaluations as number));
    disposeWorld(random.world);
  });

  describe.each(FORMS)('%s', (form) => {
    itKeepsTheContractOfAMethod(
      {
        count: 30,
        initial: gaussian({ dimension: 2 }),
        target: plane,
        method: jkoFlow({ stepSize: 0.05, form, tolerance: 1e-4 }),
      },
      4,
    );
  });
});
