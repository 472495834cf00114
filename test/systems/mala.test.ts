import * as tf from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { normals, Stream, uniforms } from '../../src/random/index.ts';
import { custom, doubleWell, gaussian, quartic, type Target, uniform } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, Position, step } from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import { mala } from '../../systems/mala.ts';
import { BENT, expectAcceptanceAfterWarmup, expectInvariant, expectWarmsUp } from './chains.ts';
import {
  BACKEND, FAST, itKeepsTheContractOfAMethod, momentsOf, normal, positionsAfter, type Setup, smallFunnel, worldWith,
} from './support.ts'; // biome-ignore format: one line of names

/** Acceptance at stationarity on a Gaussian of precision a in one dimension, s = ah. */
const gaussianAcceptance = (s: number): number =>
  1 - (2 / Math.PI) * Math.asin(s ** 2 / Math.sqrt((s ** 2 + 2 * s) * (s ** 2 - 2 * s + 4)));

describe('mala', () => {
  it('is the Metropolis-Hastings chain of its proposal, computed here from the two proposal densities', async () => {
    const h = 0.4;
    const count = 300;
    const setup: Setup = {
      count,
      initial: gaussian({ dimension: 2 }),
      target: quartic({ dimension: 2 }),
      method: mala({ stepSize: h }),
    };
    const { world, ensemble } = await worldWith(setup);
    const x = Float64Array.from(await ensemble.columns.position.pull());
    let accepted = 0;
    for (let s = 0; s < 4; s++) {
      const noise = normals(count, 2, { key: ensemble.key, step: s, stream: Stream.noise });
      const uniform = uniforms(count, 1, { key: ensemble.key, step: s, stream: Stream.accept });
      for (let i = 0; i < count; i++) {
        const at = [x[2 * i]!, x[2 * i + 1]!];
        const to = at.map((value, k) => value - h * value ** 3 + Math.sqrt(2 * h) * noise[2 * i + k]!);
        const logRatio = energy(at) - energy(to) + logProposal(to, at, h) - logProposal(at, to, h);
        if (Math.log(uniform[i]!) >= logRatio) continue;
        x.set(to, 2 * i);
        accepted++;
      }
    }
    await step(world, { steps: 4 });
    const actual = await ensemble.columns.position.pull();
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(x[i]!, 3);
    });
    expect(ensemble.solver.acceptance).toBe(accepted / (4 * count));
    expect(accepted).toBeLessThan(4 * count);
    expect(ensemble.gradientEvaluations).toBe(5 * count);
    expect(ensemble.densityEvaluations).toBe(5 * count);
    disposeWorld(world);
  });

  it.each([
    { a: 1, h: 0.5, expected: 0.9208331516788689 },
    { a: 1, h: 1, expected: 0.7836531040612145 },
    { a: 4, h: 0.35, expected: gaussianAcceptance(1.4) },
  ])('accepts 1 − (2/π) asin(…) of the proposals on a Gaussian, a = $a, h = $h', async ({ a, h, expected }) => {
    expect(gaussianAcceptance(a * h)).toBeCloseTo(expected, 12);
    const setup = { count: 20_000, initial: normal(1 / a), target: normal(1 / a), method: mala({ stepSize: h }) };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 20 });
    // 400,000 proposals, correlated over a few steps: standard error below √(.25 · 4 / 400,000) = .0016.
    expect(Math.abs((ensemble.solver.acceptance as number) - expected)).toBeLessThan(0.004);
    // The law stays what it was: standard error 1/100 of the variance.
    const { covariance } = momentsOf(await ensemble.columns.position.pull());
    expect(Math.abs(covariance[0]![0]! * a - 1)).toBeLessThan(4 * 0.01);
    disposeWorld(world);
  });

  it.each([
    // Var x² is 1 − .676² = .543 and 2.0418 − 1.0418² = .956: standard errors .0052 and .0069 at 20,000 chains.
    { name: 'quartic', target: quartic(), expected: 0.6759782400672846, standardError: 0.0052 },
    { name: 'double well', target: doubleWell(), expected: 1.0417972964871556, standardError: 0.0069 },
  ])('has no bias on the $name even at a large step', async ({ target, expected, standardError }) => {
    const secondMoment = async (method: Setup['method']) => {
      // From well inside: where h x² > 2 a chain stays for long, because its proposals jump to the far side and are refused.
      const values = await positionsAfter({ count: 20_000, initial: normal(0.25), target, method }, 60, {
        backend: FAST,
      });
      return values.reduce((sum, x) => sum + x * x, 0) / values.length;
    };
    expect(Math.abs((await secondMoment(mala({ stepSize: 0.3 }))) - expected)).toBeLessThan(4 * standardError);
    // Without the correction the same step shows: the test can see a bias.
    expect(Math.abs((await secondMoment(langevin({ stepSize: 0.15 }))) - expected)).toBeGreaterThan(4 * standardError);
  });

  it('counts acceptances over the whole run', async () => {
    const setup = { count: 500, initial: normal(1), target: normal(1), method: mala({ stepSize: 1.5 }) };
    const { world, ensemble } = await worldWith(setup);
    let moved = 0;
    let before = await ensemble.columns.position.pull();
    for (let s = 0; s < 70; s++) {
      await step(world, { steps: 1 });
      const after = await ensemble.columns.position.pull();
      moved += after.filter((value, i) => value !== before[i]).length;
      before = after;
    }
    expect(ensemble.solver.acceptance).toBe(moved / (70 * 500));
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(smallFunnel(mala({ stepSize: 0.2 })), 41);
  // Saved in the middle of the warm-up, which ends at step 32 of 41.
  itKeepsTheContractOfAMethod(smallFunnel(mala({ warmup: 40, mass: 'diagonal' })), 41);

  it('learns step size and masses of an ill-scaled Gaussian, for an acceptance of .574', () =>
    expectWarmsUp(mala({ warmup: 500, mass: 'diagonal' }), 0.574));

  it('moves by the masses it has learnt', () =>
    expectAcceptanceAfterWarmup(mala({ warmup: 200, mass: 'diagonal' }), (stepSize, variance) =>
      gaussianAcceptance(stepSize / variance),
    ));

  it.each(BENT)('leaves the $name as it is', async (bent) => {
    expect(await expectInvariant(bent, mala({ stepSize: 0.5 }))).toBeLessThan(0.9);
  });

  it('starts anew from a particle that was moved by hand', async () => {
    const target = quartic();
    const { world, ensemble } = await worldWith({ count: 4, initial: normal(1), target, method: mala() });
    await step(world, { steps: 1 });
    const [first] = world.particles.of(ensemble.entity);
    setComponent(world, first!, Position, { value: [2] });
    await step(world, { steps: 1 });
    const [x] = await ensemble.columns.position.pull();
    const [noise] = normals(1, 1, { key: ensemble.key, step: 1, stream: Stream.noise });
    // The gradient of the new place, −8, and its density: h = .01 is accepted almost surely.
    expect(x).toBeCloseTo(2 - 0.01 * 8 + Math.sqrt(0.02) * noise!, 5);
    disposeWorld(world);
  });

  it('refuses proposals where the density is NaN, and stops where it already stands on one', async () => {
    // log(x) is NaN below 0: exp(−x) on the half-line.
    const half = custom({ dimension: 1, logDensity: (x) => tf.reshape(tf.sub(tf.log(x), x), [-1]) });
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const at = (mean: number) => gaussian({ mean: [mean], covariance: [[0.01]] });
    const add = (name: string, initial: Target) =>
      addEnsemble(world, { name, count: 100, initial, target: half, method: mala({ stepSize: 0.5 }) });
    const inside = add('inside', at(2));
    const outside = add('outside', at(-2));
    await step(world, { steps: 50 });
    expect(ensembleOf(world, outside)).toMatchObject({ status: 'stopped', steps: 0 });
    expect(ensembleOf(world, outside).reason).toMatch(/^step 1: log density or its gradient is NaN/);
    expect(ensembleOf(world, inside)).toMatchObject({ status: 'running', steps: 50 });
    const x = await ensembleOf(world, inside).columns.position.pull();
    expect(Math.min(...x)).toBeGreaterThan(0);
    disposeWorld(world);
  });

  it('comes into the box of a uniform law from outside, stays there and is uniform', async () => {
    const target = uniform({ bounds: [[-1, 1]] });
    const count = 5000;
    const setup: Setup = { count, initial: normal(0.25), target, method: mala({ stepSize: 0.2 }) };
    const x = await positionsAfter(setup, 120, { backend: FAST });
    expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(1);
    const { mean, covariance } = momentsOf(x);
    // Standard errors of independent uniforms: √(1/3n) and √(4/45n).
    expect(Math.abs(mean[0]!)).toBeLessThan(5 * Math.sqrt(1 / (3 * count)));
    expect(Math.abs(covariance[0]![0]! - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / (45 * count)));
  });

  it('refuses a step size that is not positive', () => {
    expect(() => mala({ stepSize: 0 })).toThrow(/^mala\.stepSize: must be more than 0, got 0/);
  });
});

const energy = (x: number[]): number => x.reduce((sum, value) => sum + value ** 4 / 4, 0);

/** log of the density of proposing `to` from `from`, up to a constant. */
function logProposal(from: number[], to: number[], h: number): number {
  return from.reduce((sum, value, k) => sum - (to[k]! - value + h * value ** 3) ** 2 / (4 * h), 0);
}
