import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { normals, Stream, uniforms } from '../../src/random/index.ts';
import { custom, empirical, gaussian, quartic, uniform } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { randomWalkMetropolis } from '../../systems/random-walk-metropolis.ts';
import { BENT, expectAcceptanceAfterWarmup, expectInvariant, expectWarmsUp, warmUp } from './chains.ts';
import { FAST, itKeepsTheContractOfAMethod, normal, type Setup, smallFunnel, worldWith } from './support.ts';

/**
 * Acceptance at stationarity on N(0, σ²): a symmetric proposal is accepted with the mean probability 2 P(π(Y) > π(X)) = 2 P(|X + hξ| < |X|), and the
 * half-planes X > 0, −2X < hξ < 0 and its mirror image take atan(2σ/h)/π of the plane.
 */
const gaussianAcceptance = (h: number, variance: number): number =>
  (2 / Math.PI) * Math.atan((2 * Math.sqrt(variance)) / h);

describe('random-walk-metropolis', () => {
  it('is the Metropolis chain of its walk, computed here step by step', async () => {
    const h = 0.8;
    const count = 300;
    const target = quartic({ dimension: 2 });
    const method = randomWalkMetropolis({ stepSize: h });
    const { world, ensemble } = await worldWith({ count, initial: gaussian({ dimension: 2 }), target, method });
    const x = Float64Array.from(await ensemble.columns.position.pull());
    let accepted = 0;
    for (let s = 0; s < 4; s++) {
      const noise = normals(count, 2, { key: ensemble.key, step: s, stream: Stream.noise });
      const uniform = uniforms(count, 1, { key: ensemble.key, step: s, stream: Stream.accept });
      for (let i = 0; i < count; i++) {
        const at = [x[2 * i]!, x[2 * i + 1]!];
        const to = at.map((value, k) => value + h * noise[2 * i + k]!);
        if (Math.log(uniform[i]!) >= energy(at) - energy(to)) continue;
        x.set(to, 2 * i);
        accepted++;
      }
    }
    await step(world, { steps: 4 });
    (await ensemble.columns.position.pull()).forEach((value, i) => {
      expect(value).toBeCloseTo(x[i]!, 4);
    });
    expect(ensemble.solver).toEqual({ acceptance: accepted / (4 * count), stepSize: h });
    expect(ensemble).toMatchObject({ gradientEvaluations: 0, densityEvaluations: 5 * count });
    // For small h it is a diffusion with h²/2 of time in a step.
    expect(ensemble.time).toBeCloseTo(4 * 0.32, 12);
    disposeWorld(world);
  });

  it.each([[1, 0.5], [1, 2.4], [4, 20]])('accepts (2/π) atan(2σ/h) on N(0, %d), h = %d', async (variance, h) => {
    const initial = normal(variance);
    const method = randomWalkMetropolis({ stepSize: h });
    const { world, ensemble } = await worldWith({ count: 20_000, initial, target: initial, method }, { backend: FAST });
    await step(world, { steps: 20 });
    // 400,000 proposals, correlated over less than 8 steps: standard error below √(.25 · 8 / 400,000) = .0022.
    expect(Math.abs((ensemble.solver.acceptance as number) - gaussianAcceptance(h, variance))).toBeLessThan(0.009);
    disposeWorld(world);
  }); // biome-ignore format: a table

  it.each(BENT)('leaves the $name as it is', async (bent) => {
    expect(await expectInvariant(bent, randomWalkMetropolis({ stepSize: 1 }))).toBeLessThan(0.7);
  });

  it('learns step size and masses of an ill-scaled Gaussian, for an acceptance of .234', () =>
    expectWarmsUp(randomWalkMetropolis({ warmup: 1000, mass: 'diagonal' }), 0.234));

  it('walks by the masses it has learnt', () =>
    expectAcceptanceAfterWarmup(randomWalkMetropolis({ warmup: 200, mass: 'diagonal' }), gaussianAcceptance));

  it('aims at .44 in one dimension, unless told otherwise', async () => {
    const setup = (targetAcceptance?: number): Setup => ({
      ...{ count: 500, initial: normal(1), target: normal(1) },
      method: randomWalkMetropolis({ warmup: 150, ...(targetAcceptance !== undefined && { targetAcceptance }) }),
    });
    expect(Math.abs((await warmUp(setup(), 50)).acceptance - 0.44)).toBeLessThan(0.05);
    expect(Math.abs((await warmUp(setup(0.7), 50)).acceptance - 0.7)).toBeLessThan(0.05);
  });

  it('counts acceptances during the warm-up, and anew after it', async () => {
    // From far away every other step goes uphill: the warm-up accepts more than what follows.
    const method = randomWalkMetropolis({ warmup: 12, targetAcceptance: 0.3 });
    const { world, ensemble } = await worldWith({ count: 200, initial: normal(1, 30), target: normal(1), method });
    const moved = { true: [0, 0], false: [0, 0] } as Record<string, [moved: number, of: number]>;
    let before = await ensemble.columns.position.pull();
    for (let s = 0; s < 40; s++) {
      const isWarmUp = ensemble.solver.warmup !== false;
      await step(world, { steps: 1 });
      const after = await ensemble.columns.position.pull();
      const count = moved[String(isWarmUp)]!;
      count[0] += after.filter((value, i) => value !== before[i]).length;
      count[1] += 200;
      expect(ensemble.solver.acceptance).toBe(count[0] / count[1]);
      before = after;
    }
    expect(moved.true![1]).toBeLessThanOrEqual(12 * 200);
    disposeWorld(world);
  });

  // Saved in the middle of the warm-up, which ends at step 36 of 41, and without any.
  itKeepsTheContractOfAMethod(smallFunnel(randomWalkMetropolis({ warmup: 40, mass: 'diagonal' })), 41);
  itKeepsTheContractOfAMethod(smallFunnel(randomWalkMetropolis({ stepSize: 0.3 })), 41);

  it('says in one line why it cannot start or warm up', async () => {
    const half = custom({ dimension: 1, logDensity: (x) => tf.reshape(tf.sub(tf.log(x), x), [-1]) });
    const box = uniform({ bounds: [[5, 6]] });
    const method = randomWalkMetropolis({ warmup: 10 });
    const reasonOf = async (setup: Omit<Setup, 'count'>): Promise<string | undefined> => {
      const { world, ensemble } = await worldWith({ count: 20, ...setup });
      await step(world, { steps: 3 });
      disposeWorld(world);
      return ensemble.reason;
    };
    expect(await reasonOf({ initial: normal(0.01, -2), target: half, method })).toBe(
      'cannot start: log density or its gradient is NaN at a particle, which cannot move',
    );
    expect(await reasonOf({ initial: normal(0.01, -2), target: half, method: randomWalkMetropolis() })).toBe(
      'step 1: log density or its gradient is NaN at a particle, which cannot move',
    );
    expect(await reasonOf({ initial: normal(0.01), target: box, method })).toMatch(
      /^cannot start: warm-up: no step size is accepted, from 0.500 to \S+$/,
    );
    const data = empirical({ points: [[0], [1]] });
    await expect(reasonOf({ initial: normal(1), target: data, method })).rejects.toThrow(
      /^ensemble ensemble: the method random-walk-metropolis needs a target with a density/,
    );
  });

  it.each([
    [{ stepSize: 0 }, /^random-walk-metropolis\.stepSize: must be more than 0, got 0/],
    [{ warmup: -1 }, /^random-walk-metropolis\.warmup: must be /],
    [{ targetAcceptance: 1 }, /^random-walk-metropolis\.targetAcceptance: must be less than 1, got 1/],
    [{ mass: 'full' as 'diagonal' }, /^random-walk-metropolis\.mass: must be /],
  ])('refuses %o', (parameters, message) => {
    expect(() => randomWalkMetropolis(parameters)).toThrow(message);
  });
});

const energy = (x: number[]): number => x.reduce((sum, value) => sum + value ** 4 / 4, 0);
