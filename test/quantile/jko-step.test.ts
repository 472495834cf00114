import { log, reshape, sub } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  isAscending,
  jkoFlowVelocity,
  quantileEnergy,
  quantileJkoStep,
  rootMeanSquare,
  uniformGrid,
} from '../../src/quantile/index.ts';
import { custom, doubleWell, gaussian, quartic, type Target } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const grid = uniformGrid(60);
const options = { stepSize: 0.1, tolerance: 1e-5, maxIterations: 100 };
const normal = (deviation: number, mean = 0): Float64Array => grid.nodes.map((z) => mean + deviation * z);
const free = (target: Target) => quantileEnergy('kl', { grid, target });

describe('quantileJkoStep', () => {
  it('is the recursion of Gaussians without error of the grid', async () => {
    for (const stepSize of [0.01, 0.3, 20]) {
      const [mean, deviation, variance] = [2, 0.4, 1.7];
      const target = gaussian({ mean: [0], covariance: [[variance]] });
      const shrink = 1 + stepSize / variance;
      const expected = (deviation + Math.sqrt(deviation ** 2 + 4 * stepSize * shrink)) / (2 * shrink);
      const { points, status } = await quantileJkoStep(normal(deviation, mean), free(target), { ...options, stepSize });
      expect(status).toBe('converged');
      for (const [i, x] of points.entries()) expect(x).toBeCloseTo(mean / shrink + expected * grid.nodes[i]!, 4);
    }
  });

  it('minimises: no other law near is better, and the residual is what it says', async () => {
    const energy = free(doubleWell({ b: 1.5 }));
    const start = normal(1, 0.3);
    const done = await quantileJkoStep(start, energy, { ...options, stepSize: 0.2 });
    const objective = async (x: Float64Array): Promise<number> => {
      const moved = x.map((value, i) => value - start[i]!);
      return (await energy.valueAt(x)) + rootMeanSquare(grid.masses, moved) ** 2 / 0.4;
    };
    const best = await objective(done.points);
    for (const bend of [(_: number) => 1, (z: number) => z, Math.sin, Math.cos, (z: number) => z * z]) {
      for (const size of [0.02, -0.02]) {
        const other = done.points.map((value, i) => value + size * bend(grid.nodes[i]!));
        expect(await objective(other)).toBeGreaterThan(best);
      }
    }
    const { gradient } = await energy.at(done.points);
    const { forceScale } = await energy.at(start);
    const rest = gradient.map((force, i) => force + (done.points[i]! - start[i]!) / 0.2);
    expect(done.residual).toBeCloseTo(rootMeanSquare(grid.masses, rest) / forceScale, 9);
    expect(done.residual).toBeLessThan(1e-5);
    expect(done.energyBefore).toBeCloseTo(await energy.valueAt(start), 5);
    expect(done.energyAfter).toBeCloseTo(await energy.valueAt(done.points), 5);
  });

  it('dissipates and keeps the order at any step size, where V is not convex too', async () => {
    for (const target of [quartic(), doubleWell({ b: 4 }), doubleWell({ a: 3, b: 9, c: 1 })]) {
      for (const stepSize of [0.001, 0.1, 1, 50, 1e4]) {
        for (const deviation of [0.05, 2]) {
          const done = await quantileJkoStep(normal(deviation), free(target), {
            ...options,
            stepSize,
            tolerance: 1e-4,
          });
          expect(['converged', 'rounding-limit']).toContain(done.status);
          expect(done.energyAfter).toBeLessThanOrEqual(done.energyBefore + 1e-5);
          expect(isAscending(done.points)).toBe(true);
        }
      }
    }
  });

  it('does a potential alone and the entropy alone', async () => {
    const potential = quantileEnergy([{ type: 'potential', scale: 2 }], { grid, target: gaussian({ dimension: 1 }) });
    const shrunk = await quantileJkoStep(normal(1, 3), potential, { ...options, stepSize: 0.5 });
    for (const [i, x] of shrunk.points.entries()) expect(x).toBeCloseTo((3 + grid.nodes[i]!) / 2, 5);
    const entropy = quantileEnergy([{ type: 'entropy', scale: 3 }], { grid });
    const spread = await quantileJkoStep(normal(1), entropy, { ...options, tolerance: 1e-10 });
    // s = s₀ + ηT/s.
    const deviation = (1 + Math.sqrt(1 + 4 * 0.3)) / 2;
    for (const [i, x] of spread.points.entries()) expect(x).toBeCloseTo(deviation * grid.nodes[i]!, 9);
  });

  it('says how it ended', async () => {
    const energy = free(quartic());
    const few = await quantileJkoStep(normal(2), energy, { ...options, maxIterations: 1, stepSize: 5 });
    expect(few).toMatchObject({ status: 'max-iterations', iterations: 1 });
    expect(few.residual).toBeGreaterThan(1e-5);
    const fine = await quantileJkoStep(normal(2), energy, { ...options, tolerance: 1e-14 });
    expect(fine.status).toBe('rounding-limit');
    expect(fine.residual).toBeLessThan(1e-6);
    // A law of width .001 at 5: the rounding of x alone moves the forces by more than the tolerance.
    const narrow = free(gaussian({ mean: [5], covariance: [[1e-6]] }));
    expect((await quantileJkoStep(normal(1e-3, 5), narrow, { ...options, stepSize: 100 })).status).toBe(
      'rounding-limit',
    );
    const hole = custom({ dimension: 1, logDensity: (x) => reshape(log(sub(x, 50)), [-1]) });
    expect((await quantileJkoStep(normal(2), free(hole), options)).status).toBe('stalled');
  });
});

describe('jkoFlowVelocity', () => {
  it('has the forms agree to second order in η', async () => {
    const energy = free(doubleWell({ b: 1 }));
    const x = normal(1.2);
    const { gradient } = await energy.at(x);
    const velocity = (form: 'pade' | 'plain', stepSize: number) => jkoFlowVelocity(x, energy, { form, stepSize });
    const gap = async (stepSize: number, to: Float64Array): Promise<number> => {
      const pade = await velocity('pade', stepSize);
      return rootMeanSquare(
        grid.masses,
        pade.map((value, i) => value - to[i]!),
      );
    };
    const downhill = gradient.map((force) => -force);
    const order = (coarse: number, fine: number): number => Math.log2(coarse / fine);
    expect(order(await gap(2e-3, downhill), await gap(1e-3, downhill))).toBeCloseTo(1, 1);
    const [coarse, fine] = [await velocity('plain', 2e-3), await velocity('plain', 1e-3)];
    expect(order(await gap(2e-3, coarse), await gap(1e-3, fine))).toBeCloseTo(2, 1);
  });

  it('says when V is too concave for the Padé form', async () => {
    const concave = quantileEnergy([{ type: 'potential', scale: 1 }], { grid, target: doubleWell({ b: 30 }) });
    const velocity = jkoFlowVelocity(normal(0.1), concave, { form: 'pade', stepSize: 0.1 });
    await expect(velocity).rejects.toThrow(/step size 0\.1.*too concave/);
  });
});
