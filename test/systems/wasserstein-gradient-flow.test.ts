import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { symmetricEigen } from '../../src/linalg/index.ts';
import { doubleWell, gaussian, quartic } from '../../src/targets/index.ts';
import { disposeWorld, Position, step } from '../../src/world/index.ts';
import { wassersteinGradientFlow } from '../../systems/wasserstein-gradient-flow.ts';
import { denseHessian, rungeKutta } from '../discretisation/dense.ts';
import { largestGap, normalQuantiles, quadratic, quartic as quarticPotential, varianceOf } from '../energies/clouds.ts';
import { cloud, float32, free, rms, stateAfter, worldAt } from './flow-support.ts';
import { fittedOrder, itKeepsTheContractOfAMethod, normal, worldWith } from './support.ts';

const plane = gaussian({ dimension: 2 });
const potentialOnly = [{ type: 'potential' as const }];
const entropyOnly = [{ type: 'entropy' as const }];

describe('wassersteinGradientFlow', () => {
  it('is plain data with defaults, and refuses nonsense in one line', () => {
    expect(wassersteinGradientFlow()).toEqual({
      type: 'wasserstein-gradient-flow',
      stepSize: 0.01,
      discretisation: 'blob',
      energy: 'kl',
      bandwidth: 'auto',
      integrator: 'euler',
      tolerance: 1e-6,
    });
    const bad: [object, string][] = [
      [{ stepSize: 0 }, 'stepSize'],
      [{ bandwidth: -1 }, 'bandwidth'],
      [{ integrator: 'leapfrog' }, 'integrator'],
      [{ tolerance: 0 }, 'tolerance'],
      [{ discretisation: 'grid' }, 'discretisation'],
      [{ energy: 'entropy' }, 'energy'],
      [{ energy: [] }, 'energy'],
      [{ energy: [{ type: 'entropy', scale: 0 }] }, 'energy'],
      [{ eta: 1 }, 'eta'],
    ];
    for (const [parameters, field] of bad) {
      expect(() => wassersteinGradientFlow(parameters as never)).toThrow(InputError);
      expect(() => wassersteinGradientFlow(parameters as never)).toThrow(field);
    }
  });

  it('needs a target only where the energy has a potential', async () => {
    const setup = { count: 3, initial: normal(1) };
    await expect(worldWith({ ...setup, method: wassersteinGradientFlow() })).rejects.toThrow('needs a target');
    const { world, ensemble } = await worldWith({ ...setup, method: wassersteinGradientFlow({ energy: entropyOnly }) });
    await step(world, { steps: 2 });
    expect(ensemble.status).toBe('running');
    expect(ensemble.gradientEvaluations).toBe(0);
    disposeWorld(world);
  });
});

describe('explicit Euler', () => {
  it.each([
    [1, 30, 0.4],
    [2, 12, 0.6],
  ] as const)('is X − ηG in %i dimensions', async (dimension, count, bandwidth) => {
    const start = cloud(count, dimension);
    const method = wassersteinGradientFlow({ stepSize: 0.03, bandwidth });
    const { points } = await stateAfter(
      start,
      { initial: normalOf(dimension), target: quartic({ dimension }), method },
      2,
    );
    const energy = free(quarticPotential(dimension), bandwidth);
    let exact = start;
    for (let k = 0; k < 2; k++) {
      const { gradient } = await energy.at(exact);
      exact = exact.map((x, i) => x - 0.03 * gradient[i]!);
    }
    expect(largestGap(points, exact)).toBeLessThan(2e-6);
  });

  it.each([
    [1, 5, 0.3],
    [1, 40, 0.2],
    [2, 6, 0.5],
    [2, 20, 0.4],
  ] as const)('says λ_max of the dense Hessian: %i-D, N = %i, δ = %f', async (dimension, count, bandwidth) => {
    const start = cloud(count, dimension, 1.2);
    const energy = free(quarticPotential(dimension, 0), bandwidth);
    const exact = symmetricEigen(await denseHessian(energy, start)).values.at(-1)!;
    for (const [stepSize, stable] of [
      [1.98 / exact, true],
      [2.02 / exact, false],
    ] as const) {
      const method = wassersteinGradientFlow({ stepSize, bandwidth });
      const setup = { initial: normalOf(dimension), target: quartic({ dimension }), method };
      const { solver } = await stateAfter(start, setup, 1);
      expect(Math.abs((solver.largestCurvature as number) / exact - 1)).toBeLessThan(1e-3);
      expect((solver.stabilityLimit as number) * (solver.largestCurvature as number)).toBeCloseTo(2, 12);
      expect(solver.stable).toBe(stable);
      expect(solver.status).toBe(stable ? 'stable' : 'beyond-the-stability-limit');
    }
  });

  it('multiplies a quadratic by 1 − η/v: it contracts just below the limit 2v and explodes just above', async () => {
    const variance = 0.5;
    const start = Float64Array.of(-1, 0.25, 2);
    for (const [stepSize, stable] of [
      [0.99 * 2 * variance, true],
      [1.01 * 2 * variance, false],
    ] as const) {
      const method = wassersteinGradientFlow({ stepSize, energy: potentialOnly });
      const setup = { initial: normal(1), target: normal(variance), method };
      const { points, solver, energy } = await stateAfter(start, setup, 60);
      const factor = (1 - stepSize / variance) ** 60;
      expect(
        largestGap(
          points,
          start.map((x) => x * factor),
        ),
      ).toBeLessThan(1e-4 * factor);
      expect(solver.stabilityLimit).toBeCloseTo(2 * variance, 5);
      expect(solver.stable).toBe(stable);
      expect(Math.sign(energy[0]! - energy.at(-1)!)).toBe(stable ? 1 : -1);
    }
  });

  it('has no limit where nothing curves up', async () => {
    const method = wassersteinGradientFlow({ energy: entropyOnly });
    const { solver } = await stateAfter(Float64Array.of(3), { initial: normal(1), method }, 1);
    expect(solver).toMatchObject({ stable: true, status: 'stable', largestCurvature: 0 });
    expect(solver).not.toHaveProperty('stabilityLimit');
  });

  it('measures the curvature at the first step, at every tenth, and when the bandwidth changes', async () => {
    const setup = { initial: normal(1), target: normal(1) };
    const still = await worldAt(normalQuantiles(40, 1), {
      ...setup,
      method: wassersteinGradientFlow({ bandwidth: 0.4 }),
    });
    const measured: number[] = [];
    for (let k = 0; k < 25; k++) {
      await step(still.world, { steps: 1 });
      if ((still.ensemble.solver.hessianProducts as number) > 0) measured.push(k);
    }
    expect(measured).toEqual([0, 10, 20]);
    // One evaluation of all particles a step, one more at a measurement, and there one Hessian of V.
    expect(still.ensemble.densityEvaluations).toBe(40 * (25 + 3));
    expect(still.ensemble.gradientEvaluations).toBe(40 * (25 + 3 + 3));
    disposeWorld(still.world);

    const spreading = await worldAt(normalQuantiles(40, 0.2), { ...setup, method: wassersteinGradientFlow() });
    let bandwidth: unknown;
    let changes = 0;
    for (let k = 0; k < 25; k++) {
      await step(spreading.world, { steps: 1 });
      const { solver } = spreading.ensemble;
      if (bandwidth !== undefined && solver.bandwidth !== bandwidth) {
        changes++;
        expect(solver.hessianProducts).toBeGreaterThan(0);
      }
      bandwidth = solver.bandwidth;
    }
    expect(changes).toBeGreaterThan(2);
    disposeWorld(spreading.world);
  });

  it('measures it again after a step along which the energy curved more', async () => {
    // On V = x⁴/4 from 1, a step of 3.5 goes to −2.5: the mean curvature along it is 4.75, at its ends 3 and 18.75.
    const setup = { initial: normal(1), target: quartic({ dimension: 1 }) };
    const run = (stepSize: number, steps: number) =>
      stateAfter([1], { ...setup, method: wassersteinGradientFlow({ stepSize, energy: potentialOnly }) }, steps);
    expect((await run(3.5, 1)).solver.largestCurvature).toBeCloseTo(3, 5);
    expect((await run(3.5, 2)).solver.largestCurvature).toBeCloseTo(18.75, 4);
    expect((await run(0.01, 2)).solver).toMatchObject({ hessianProducts: 0, stable: true });
  });

  it('goes on from where a particle was put by hand', async () => {
    const method = wassersteinGradientFlow({ stepSize: 0.01, bandwidth: 0.3 });
    const setup = { initial: normal(1), target: normal(1), method };
    const { world, ensemble } = await worldAt(cloud(10, 1), setup);
    await step(world, { steps: 3 });
    setComponent(world, world.particles.of(ensemble.entity)[4]!, Position, { value: [0.125] });
    const moved = Float64Array.from(await ensemble.columns.position.pull());
    expect(moved[4]).toBe(0.125);
    await step(world, { steps: 1 });
    const fresh = await stateAfter(moved, setup, 1);
    expect(Float64Array.from(await ensemble.columns.position.pull())).toEqual(fresh.points);
    disposeWorld(world);
  });

  it('blows up on the quartic from N(0, 4) at step 3 or 4 for τ ≥ .1, and the reason says why', async () => {
    for (const stepSize of [0.1, 0.2, 0.5]) {
      const { world, ensemble } = await worldAt(normalQuantiles(200, 2), {
        initial: normal(4),
        target: quartic({ dimension: 1 }),
        method: wassersteinGradientFlow({ stepSize, bandwidth: 0.1 }),
      });
      await step(world, { steps: 1 });
      expect(ensemble.solver).toMatchObject({ stable: false, status: 'beyond-the-stability-limit' });
      expect(ensemble.solver.inversions).toBeGreaterThan(1000);
      await step(world, { steps: 9 });
      expect(ensemble.status).toBe('stopped');
      expect(ensemble.reason).toMatch(/^step [34]: .*step size 0\.\d.*2\/λ_max/);
      expect((await ensemble.columns.position.pull()).every(Number.isFinite)).toBe(true);
      expect(ensemble.energy.every(([, value]) => Number.isFinite(value))).toBe(true);
      disposeWorld(world);
    }
  });

  it('folds where 1 − η(3x² − 1/s²) < 0 and makes holes; below the limit it keeps the order', async () => {
    const setup = { initial: normal(1), target: quartic({ dimension: 1 }) };
    const start = normalQuantiles(200, 1);
    const large = await stateAfter(start, { ...setup, method: wassersteinGradientFlow({ stepSize: 0.15 }) }, 1);
    expect(large.solver.inversions).toBeGreaterThan(0);
    expect(large.solver.minSlope).toBeLessThan(0);
    const small = await stateAfter(start, { ...setup, method: wassersteinGradientFlow({ stepSize: 0.01 }) }, 15);
    expect(small.solver.stable).toBe(true);
    expect(small.solver.inversions).toBe(0);
    expect(small.solver.minSlope).toBeGreaterThan(0);
    expect(large.solver.highestDensity).toBeGreaterThan(3 * (small.solver.highestDensity as number));
  });

  it('is of order one against the flow', async () => {
    const start = float32(normalQuantiles(20, 0.6));
    const setup = { initial: normal(1), target: normal(1) };
    const run = (stepSize: number, integrator: 'euler' | 'runge-kutta') => {
      const method = wassersteinGradientFlow({ stepSize, bandwidth: 0.5, integrator });
      return stateAfter(start, { ...setup, method }, Math.round(0.6 / stepSize));
    };
    const flow = await run(0.6, 'runge-kutta');
    const errors: [number, number][] = [];
    for (const h of [0.04, 0.02, 0.01]) errors.push([h, rms((await run(h, 'euler')).points, flow.points)]);
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.1);
  });

  itKeepsTheContractOfAMethod(
    { count: 40, initial: gaussianOf(0.04), target: plane, method: wassersteinGradientFlow({ stepSize: 0.01 }) },
    24,
  );
});

describe('the flow itself, by adaptive Runge-Kutta steps', () => {
  const method = (options: object) => wassersteinGradientFlow({ integrator: 'runge-kutta', ...options });

  it('has the variance of an independent integration: double well, N = 20, δ = .5, t = .6', async () => {
    const setup = { initial: normal(1), target: doubleWell({ b: 1 }) };
    for (const stepSize of [0.6, 0.1]) {
      const flow = method({ stepSize, bandwidth: 0.5 });
      const { points, solver } = await stateAfter(
        normalQuantiles(20, 0.6),
        { ...setup, method: flow },
        Math.round(0.6 / stepSize),
      );
      expect(varianceOf(points)).toBeCloseTo(0.9687029730578078, 4);
      expect(solver).toMatchObject({ status: 'converged', inversions: 0 });
      expect(solver.integratorSteps).toBeGreaterThan(0);
      expect(solver.evaluations).toBeGreaterThan(6);
    }
  });

  it('is e^{−t} on a quadratic, as closely as the tolerance asks', async () => {
    const start = cloud(7, 2, 2);
    for (const [tolerance, most] of [
      [1e-3, 2e-2],
      [1e-7, 2e-6],
    ] as const) {
      const flow = method({ stepSize: 1.5, energy: potentialOnly, tolerance });
      const { points } = await stateAfter(start, { initial: plane, target: plane, method: flow }, 1);
      const exact = start.map((x) => x * Math.exp(-1.5));
      expect(largestGap(points, exact)).toBeLessThan(most);
    }
  });

  it('spreads as N(0, 1 + 2θt) under the entropy times θ, with the bandwidth that follows', async () => {
    for (const scale of [1, 0.5]) {
      const flow = method({ stepSize: 0.25, energy: [{ type: 'entropy', scale }], tolerance: 1e-4 });
      const { points, energy } = await stateAfter(normalQuantiles(300, 1), { initial: normal(1), method: flow }, 6);
      // The blob of 300 particles is about half a per cent too narrow.
      expect(Math.abs(Math.sqrt(varianceOf(points) / (1 + 2 * scale * 1.5)) - 1)).toBeLessThan(0.02);
      for (let k = 1; k < energy.length; k++) expect(energy[k]!).toBeLessThan(energy[k - 1]!);
    }
  });

  it('comes to rest at the temperature: variance θ in the quadratic potential', async () => {
    const energy = [{ type: 'potential' as const }, { type: 'entropy' as const, scale: 0.25 }];
    const flow = method({ stepSize: 0.5, energy, tolerance: 1e-4 });
    const { points } = await stateAfter(
      normalQuantiles(200, 1),
      { initial: normal(1), target: normal(1), method: flow },
      12,
    );
    expect(Math.abs(Math.sqrt(varianceOf(points)) - 0.5)).toBeLessThan(0.015);
  });

  it('agrees with the flow of float64 energies in the plane', async () => {
    const start = cloud(15, 2);
    const energy = free(quadratic(2), 0.5);
    const velocity = async (x: Float64Array) => (await energy.at(x)).gradient.map((value) => -value);
    const exact = await rungeKutta(velocity, start, 0.4, 200);
    const flow = method({ stepSize: 0.2, bandwidth: 0.5 });
    const { points } = await stateAfter(start, { initial: plane, target: plane, method: flow }, 2);
    expect(rms(points, exact)).toBeLessThan(1e-5);
  });

  itKeepsTheContractOfAMethod(
    { count: 24, initial: gaussianOf(0.1), target: plane, method: method({ stepSize: 0.2, tolerance: 1e-4 }) },
    6,
  );
});

function normalOf(dimension: number) {
  return gaussian({ dimension });
}

function gaussianOf(variance: number) {
  return gaussian({
    mean: [0, 0],
    covariance: [
      [variance, 0],
      [0, variance],
    ],
  });
}
