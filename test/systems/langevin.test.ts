import { describe, expect, it } from 'vitest';
import { normals, Stream } from '../../src/random/index.ts';
import { gaussian, quartic } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, step } from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import {
  BACKEND, correlation, FAST, fittedOrder, itKeepsTheContractOfAMethod, momentsOf, normal, positionsAfter, type Setup,
  smallFunnel, worldWith,
} from './support.ts'; // biome-ignore format: one line of names

/** As good as a point: the standard deviation is 1e-6. */
const point = (x: number) => normal(1e-12, x);

const oneDimensional = (options: { a: number; h: number; start?: number; count?: number }): Setup => ({
  count: options.count ?? 20_000,
  initial: options.start === undefined ? normal(1 / options.a) : point(options.start),
  target: normal(1 / options.a),
  method: langevin({ stepSize: options.h }),
});

/** Stationary variance of the algorithm itself on N(0, 1/a). */
const stationaryVariance = (a: number, h: number): number => 1 / (a * (1 - (a * h) / 2));

/** The variance pooled over `draws` times, `gap` steps apart, about the known mean 0; the chains start stationary. */
async function measuredVariance(a: number, h: number, draws: number): Promise<number> {
  const setup = { ...oneDimensional({ a, h }), initial: normal(stationaryVariance(a, h)) };
  const { world, ensemble } = await worldWith(setup, { backend: FAST });
  const gap = Math.ceil(2 / (a * h));
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    await step(world, { steps: gap });
    sum += (await ensemble.columns.position.pull()).reduce((total, x) => total + x * x, 0);
  }
  disposeWorld(world);
  return sum / (draws * ensemble.count);
}

describe('langevin', () => {
  it('is x + h ∇log π(x) + √(2h) ξ with the normals of its key, row and step', async () => {
    const h = 0.05;
    const setup: Setup = {
      count: 50,
      initial: gaussian({ dimension: 3 }),
      target: quartic({ dimension: 3 }),
      method: langevin({ stepSize: h }),
    };
    const { world, ensemble } = await worldWith(setup);
    let x = Float64Array.from(await ensemble.columns.position.pull());
    for (let s = 0; s < 5; s++) {
      const noise = normals(50, 3, { key: ensemble.key, step: s, stream: Stream.noise });
      x = x.map((value, i) => value - h * value ** 3 + Math.sqrt(2 * h) * noise[i]!);
    }
    await step(world, { steps: 5 });
    const actual = await ensemble.columns.position.pull();
    actual.forEach((value, i) => {
      expect(value).toBeCloseTo(x[i]!, 4);
    });
    expect(ensemble.gradientEvaluations).toBe(250);
    expect(ensemble.densityEvaluations).toBe(0);
    expect(ensemble.time).toBeCloseTo(0.25, 12);
    disposeWorld(world);
  });

  it('follows m⁺ = (1 − ah) m, v⁺ = (1 − ah)² v + 2h from a point', async () => {
    // a = 2, h = .1, ten steps from 3: mean .322123, variance .549150. Standard errors: √(v/n) = .0052 and v√(2/n) = .0055.
    const { mean, covariance } = momentsOf(await positionsAfter(oneDimensional({ a: 2, h: 0.1, start: 3 }), 10));
    expect(Math.abs(mean[0]! - 0.32212254720000016)).toBeLessThan(4 * 0.0052);
    expect(Math.abs(covariance[0]![0]! - 0.5491504360855177)).toBeLessThan(4 * 0.0055);
  });

  it.each([
    // Standard error of the variance at n = 20,000: v√(2/n) = v/100. The bias itself is 10, 5 and 33 of them.
    { a: 2, h: 0.1, expected: 0.5555555555555556 },
    { a: 1, h: 0.1, expected: 1.0526315789473684 },
    { a: 1, h: 0.5, expected: 1.3333333333333333 },
  ])('has the stationary variance 1/(a(1 − ah/2)) for a = $a, h = $h', async ({ a, h, expected }) => {
    const { covariance } = momentsOf(await positionsAfter(oneDimensional({ a, h }), Math.ceil(4 / (a * h))));
    expect(Math.abs(covariance[0]![0]! - expected)).toBeLessThan(4 * 0.01 * expected);
  });

  it('has a stationary precision whose bias is of order 1 in h', async () => {
    // a − 1/v is exactly a²h/2. 20 draws of 20,000 chains, 2/a apart: standard error .0025, below 3 % of the smallest bias, .1.
    const errors: [number, number][] = [];
    for (const h of [0.2, 0.4, 0.8]) errors.push([h, 1 - 1 / (await measuredVariance(1, h, 20))]);
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.08);
    for (const [h, error] of errors) expect(Math.abs(error - h / 2)).toBeLessThan(4 * 0.0025);
  });

  it('has weak order 1 on the way', async () => {
    // From far away the error of the mean dwarfs the noise: e^(−1) 1000 against √(.43/20,000) = .005.
    const errors: [number, number][] = [];
    for (const h of [0.1, 0.05, 0.025]) {
      const { mean } = momentsOf(await positionsAfter(oneDimensional({ a: 1, h, start: 1000 }), Math.round(1 / h)));
      errors.push([h, mean[0]! - 1000 * Math.exp(-1)]);
    }
    expect(fittedOrder(errors)).toBeGreaterThan(0.97);
    expect(fittedOrder(errors)).toBeLessThan(1.06);
  });

  it('follows the Fokker-Planck equation of a correlated Gaussian', async () => {
    // m = μ + e^(−tL)(m₀ − μ), S = Λ + e^(−tL)(S₀ − Λ)e^(−tL), L = Λ⁻¹, t = .7.
    const h = 0.7 / 140;
    const values = await positionsAfter(
      {
        count: 20_000,
        initial: gaussian({
          mean: [2, -1],
          covariance: [
            [0.3, 0],
            [0, 1.5],
          ],
        }),
        target: gaussian({
          mean: [0.5, 0],
          covariance: [
            [2, 0.6],
            [0.6, 0.5],
          ],
        }),
        method: langevin({ stepSize: h }),
      },
      140,
    );
    const { mean, covariance } = momentsOf(values, 2);
    const expected = {
      mean: [1.2880323, 0.1404047],
      covariance: [
        [1.1448916, 0.3213762],
        [0.3213762, 0.4193725],
      ],
    };
    for (let j = 0; j < 2; j++) {
      // Four standard errors, and h for the order-1 bias (constant about 1).
      expect(Math.abs(mean[j]! - expected.mean[j]!)).toBeLessThan(
        4 * Math.sqrt(expected.covariance[j]![j]! / 20_000) + h,
      );
      for (let k = 0; k < 2; k++) {
        const [vj, vk, vjk] = [expected.covariance[j]![j]!, expected.covariance[k]![k]!, expected.covariance[j]![k]!];
        const standardError = Math.sqrt((vj * vk + vjk ** 2) / 20_000);
        expect(Math.abs(covariance[j]![k]! - vjk)).toBeLessThan(4 * standardError + h);
      }
    }
  });

  const small = smallFunnel(langevin({ stepSize: 0.01 }));
  itKeepsTheContractOfAMethod(small, 41);

  it('gives replicates that are independent of each other', async () => {
    const at = (replicate: number) => positionsAfter({ ...oneDimensional({ a: 1, h: 0.5, start: 0 }), replicate }, 3);
    const [first, second, again] = (await Promise.all([0, 1, 0].map(at))) as [Float32Array, Float32Array, Float32Array];
    expect(again).toEqual(first);
    expect(Math.abs(correlation(first, second))).toBeLessThan(4 / Math.sqrt(20_000));
    expect(Math.abs(correlation(first.subarray(1), first.subarray(0, -1)))).toBeLessThan(4 / Math.sqrt(20_000));
  });

  it('meets the same random words on cpu and on wasm', async () => {
    const [cpu, wasm] = [
      await positionsAfter(small, 20, { backend: 'cpu' }),
      await positionsAfter(small, 20, { backend: 'wasm' }),
    ];
    cpu.forEach((value, i) => {
      expect(Math.abs(wasm[i]! - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
    });
  });

  it('stops at the step that diverges, says why, and lets the others go on', async () => {
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const shared = { count: 200, initial: gaussian({ dimension: 2 }), target: quartic({ dimension: 2 }) };
    const wild = addEnsemble(world, { ...shared, name: 'wild', method: langevin({ stepSize: 3 }) });
    const calm = addEnsemble(world, { ...shared, name: 'calm', method: langevin({ stepSize: 0.01 }) });
    await step(world, { steps: 50 });
    const stopped = ensembleOf(world, wild);
    expect(stopped.status).toBe('stopped');
    expect(stopped.reason).toMatch(new RegExp(`^step ${stopped.steps + 1}: .*NaN or infinite.*step size`));
    expect(stopped.steps).toBeGreaterThan(0);
    expect((await stopped.columns.position.pull()).every(Number.isFinite)).toBe(true);
    expect(ensembleOf(world, calm)).toMatchObject({ status: 'running', steps: 50 });
    disposeWorld(world);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the step size %s', (stepSize) => {
    expect(() => langevin({ stepSize })).toThrow(/^langevin\.stepSize: must be/);
  });
});
