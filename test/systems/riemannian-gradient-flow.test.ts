import { beforeAll, describe, expect, it } from 'vitest';
import { vonMises } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { riemannianGradientFlow } from '../../systems/riemannian-gradient-flow.ts';
import { testBackend } from '../backend.ts';
import { cap } from '../manifolds/reference.ts';
import { angleAfter, onCap, onSphere, onTorus, precision, SPHERE, single, TORUS } from './on-manifolds.ts';
import { fittedOrder, itKeepsTheContractOfAMethod, positionsAfter, worldWith } from './support.ts';

beforeAll(() => testBackend());

describe('the Riemannian gradient flow by Runge-Kutta', () => {
  itKeepsTheContractOfAMethod(onSphere(riemannianGradientFlow({ stepSize: 0.3, ...SPHERE })), 5);

  it('has the angle of the reference, in any number of steps', async () => {
    const { theta, kappa, stepSize, steps } = cap;
    for (const parts of [1, steps, 40]) {
      const method = riemannianGradientFlow({ stepSize: (stepSize * steps) / parts, ...SPHERE });
      expect(Math.abs((await angleAfter(onCap(theta, kappa, method), parts)) - cap.gradientFlow)).toBeLessThan(3e-6);
    }
  });

  it('on the circle is θ(t) = μ + 2 atan(tan((θ₀ − μ)/2)e^{−κt}), over the cut', async () => {
    const target = vonMises({ mean: [3], concentration: 2 });
    const method = riemannianGradientFlow({ stepSize: 0.25, ...TORUS });
    const [end] = await positionsAfter(single([-1.5], target, method), 3);
    const exact = 3 + 2 * Math.atan(Math.tan((2 * Math.PI - 4.5) / 2) * Math.exp(-1.5));
    expect(end).toBeCloseTo(exact - (exact > Math.PI ? 2 * Math.PI : 0), 5);
  });

  it('has the mean of V as its energy, which falls', async () => {
    const { world, ensemble } = await worldWith(onCap(2, 3, riemannianGradientFlow({ stepSize: 0.1, ...SPHERE })));
    await step(world, { steps: 5 });
    const exact = (t: number): number => -3 * Math.cos(2 * Math.atan(Math.tan(1) * Math.exp(-3 * t)));
    for (const [time, value] of ensemble.energy) expect(value).toBeCloseTo(exact(time), 5);
    expect(ensemble.energy).toHaveLength(5);
    expect(ensemble.solver.dissipation).toBeCloseTo(exact(0.4) - exact(0.5), 5);
    disposeWorld(world);
  });
});

describe('the Riemannian gradient flow by explicit steps', () => {
  itKeepsTheContractOfAMethod(onTorus(riemannianGradientFlow({ stepSize: 0.3, integrator: 'euler', ...TORUS })), 5);

  it('has the order 1', async () => {
    const errors: [number, number][] = [];
    for (const eta of [0.1, 0.05, 0.025]) {
      const method = riemannianGradientFlow({ stepSize: eta, integrator: 'euler', ...SPHERE });
      errors.push([eta, (await angleAfter(onCap(2.5, 1, method), Math.round(1 / eta))) - cap.gradientFlow]);
    }
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.1);
  });

  it('says the largest curvature and the stability limit, and when the step is beyond', async () => {
    const solverAt = async (stepSize: number) => {
      const method = riemannianGradientFlow({ stepSize, integrator: 'euler' });
      const { world, ensemble } = await worldWith(single([1, 1], precision([1, 20]), method));
      await step(world, { steps: 1 });
      const [solver, points] = [ensemble.solver, await ensemble.columns.position.pull()];
      disposeWorld(world);
      return { solver, points };
    };
    const { solver, points } = await solverAt(0.09);
    expect(solver).toMatchObject({ status: 'stable', stable: true });
    expect(solver.largestCurvature).toBeCloseTo(20, 4);
    expect(solver.stabilityLimit).toBeCloseTo(0.1, 6);
    expect(points[1]).toBeCloseTo(1 - 0.09 * 20, 5);
    expect((await solverAt(0.11)).solver).toMatchObject({ status: 'beyond-the-stability-limit', stable: false });
  });

  it('beyond the limit grows until the world stops it', async () => {
    const method = riemannianGradientFlow({ stepSize: 10, integrator: 'euler' });
    const { world, ensemble } = await worldWith(single([1, 1], precision([1, 2000]), method));
    await step(world, { steps: 40 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(/^step \d+: /);
    disposeWorld(world);
  });
});
