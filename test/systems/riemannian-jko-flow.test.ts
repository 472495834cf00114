import { beforeAll, describe, expect, it } from 'vitest';
import { disposeWorld, step } from '../../src/world/index.ts';
import { riemannianJkoFlow } from '../../systems/riemannian-jko-flow.ts';
import { testBackend } from '../backend.ts';
import { cap, quadratic } from '../manifolds/reference.ts';
import { angleAfter, onCap, onSphere, onTorus, precision, SPHERE, single, TORUS } from './on-manifolds.ts';
import { itKeepsTheContractOfAMethod, positionsAfter, worldWith } from './support.ts';

beforeAll(() => testBackend());

describe('the Riemannian JKO-Flow in the Padé form', () => {
  itKeepsTheContractOfAMethod(onSphere(riemannianJkoFlow({ stepSize: 0.3, ...SPHERE })), 5);

  it('is e^{−t(I + (η/2)A)⁻¹A} for a quadratic, however stiff', async () => {
    const end = await positionsAfter(single([1, 1], precision([1, 40]), riemannianJkoFlow({ stepSize: 0.5 })), 2);
    expect(end[0]).toBeCloseTo(Math.exp(-1 / 1.25), 5);
    expect(end[1]).toBeCloseTo(Math.exp(-40 / 11), 5);
  });

  it('stops with the limit where V curves down too much', async () => {
    const method = riemannianJkoFlow({ stepSize: 1, ...SPHERE });
    const { world, ensemble } = await worldWith(onCap(3, 4, method));
    await step(world, { steps: 1 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(
      /^step 1: the Padé form .* curvature λ = -3.96 of V allows a stepSize η below 0.5051, got 1$/,
    );
    disposeWorld(world);
  });
});

describe('the Riemannian JKO-Flow in the plain form', () => {
  itKeepsTheContractOfAMethod(onTorus(riemannianJkoFlow({ stepSize: 0.3, form: 'plain', ...TORUS })), 5);

  it('has the points of the reference', async () => {
    const { eigenvalues, start, stepSize, steps } = quadratic;
    const method = riemannianJkoFlow({ stepSize, form: 'plain' });
    const end = await positionsAfter(single(start, precision(eigenvalues), method), steps);
    for (const [k, value] of quadratic.modifiedFlow.entries()) expect(Math.abs(end[k]! - value)).toBeLessThan(3e-6);
  });

  it('has the angle of the reference', async () => {
    const { theta, kappa, stepSize, steps } = cap;
    const end = await angleAfter(onCap(theta, kappa, riemannianJkoFlow({ stepSize, form: 'plain', ...SPHERE })), steps);
    expect(Math.abs(end - cap.modifiedFlow)).toBeLessThan(3e-6);
  });

  it('says its limit, and stops beyond it', async () => {
    const run = async (stepSize: number) => {
      const method = riemannianJkoFlow({ stepSize, form: 'plain' });
      const { world, ensemble } = await worldWith(single([1, 1], precision([1, 20]), method));
      await step(world, { steps: 1 });
      const { status, reason, solver } = ensemble;
      disposeWorld(world);
      return { status, reason, solver };
    };
    const stable = await run(0.09);
    expect(stable.solver.stabilityLimit).toBeCloseTo(0.1, 6);
    const { status, reason } = await run(0.12);
    expect(status).toBe('stopped');
    expect(reason).toMatch(/^step 1: the plain form .* curvature λ = 20 of V allows a stepSize η below 0.1, got 0.12$/);
  });
});
