import { getComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { normals, Stream } from '../../src/random/index.ts';
import { doubleWell, gaussian, quartic } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, step, Velocity } from '../../src/world/index.ts';
import { underdampedLangevin } from '../../systems/underdamped-langevin.ts';
import {
  BACKEND, correlation, FAST, fittedOrder, itKeepsTheContractOfAMethod, momentsOf, normal, positionsAfter, type Setup,
  smallFunnel, worldWith,
} from './support.ts'; // biome-ignore format: one line of names

/** Variances of X and P pooled over `draws` times a few relaxation times apart, about the known mean 0. */
async function stationaryVariances(setup: Setup, draws: number, gap: number): Promise<{ x: number; p: number }> {
  const { world, ensemble } = await worldWith(setup, { backend: FAST });
  const sums = { x: 0, p: 0 };
  await step(world, { steps: 4 * gap });
  for (let draw = 0; draw < draws; draw++) {
    await step(world, { steps: gap });
    sums.x += (await ensemble.columns.position.pull()).reduce((sum, x) => sum + x * x, 0);
    sums.p += (await ensemble.columns.velocity!.pull()).reduce((sum, p) => sum + p * p, 0);
  }
  disposeWorld(world);
  return { x: sums.x / (draws * ensemble.count), p: sums.p / (draws * ensemble.count) };
}

const gaussianSetup = (options: { k?: number; h: number; friction?: number; temperature?: number }): Setup => {
  const { k = 1, h, friction = 1, temperature = 1 } = options;
  return {
    count: 20_000,
    initial: normal(temperature / k),
    target: normal(1 / k),
    method: underdampedLangevin({ stepSize: h, friction, temperature }),
  };
};

describe('underdamped langevin', () => {
  it('is B A O A B with the normals of its key, row and step', async () => {
    const [h, friction, temperature, count] = [0.3, 0.7, 1.5, 60];
    const { world, ensemble } = await worldWith({
      count,
      initial: gaussian({ dimension: 2 }),
      target: quartic({ dimension: 2 }),
      method: underdampedLangevin({ stepSize: h, friction, temperature }),
    });
    const { key } = ensemble;
    const x = Float64Array.from(await ensemble.columns.position.pull());
    const p = normals(count, 2, { key, step: 0, stream: Stream.velocity }).map((z) => Math.sqrt(temperature) * z);
    const c = Math.exp(-friction * h);
    for (let s = 0; s < 5; s++) {
      const noise = normals(count, 2, { key, step: s, stream: Stream.noise });
      for (let i = 0; i < x.length; i++) {
        p[i]! -= (h / 2) * x[i]! ** 3;
        x[i]! += (h / 2) * p[i]!;
        p[i] = c * p[i]! + Math.sqrt(temperature * (1 - c * c)) * noise[i]!;
        x[i]! += (h / 2) * p[i]!;
        p[i]! -= (h / 2) * x[i]! ** 3;
      }
    }
    await step(world, { steps: 5 });
    const [position, velocity] = [await ensemble.columns.position.pull(), await ensemble.columns.velocity!.pull()];
    x.forEach((value, i) => {
      expect(position[i]).toBeCloseTo(value, 3);
      expect(velocity[i]).toBeCloseTo(p[i]!, 3);
    });
    expect(ensemble.gradientEvaluations).toBe(6 * count);
    const particle = world.particles.of(ensemble.entity)[7]!;
    expect(getComponent(world, particle, Velocity)).toEqual({ value: [...velocity.subarray(14, 16)] });
    disposeWorld(world);
  });

  it('starts with momenta N(0, T)', async () => {
    const { world, ensemble } = await worldWith({ ...gaussianSetup({ h: 1e-9, temperature: 4 }) });
    await step(world, { steps: 1 });
    const velocity = await ensemble.columns.velocity!.pull();
    const { mean, covariance } = momentsOf(velocity);
    // Standard errors 2/√20,000 = .014 and 4/100.
    expect(Math.abs(mean[0]!)).toBeLessThan(4 * 0.0142);
    expect(Math.abs(covariance[0]![0]! - 4)).toBeLessThan(4 * 0.04);
    expect(Math.abs(correlation(velocity, await ensemble.columns.position.pull()))).toBeLessThan(4 / Math.sqrt(20_000));
    disposeWorld(world);
  });

  it.each([
    { k: 1, h: 1, friction: 1, temperature: 1 },
    { k: 4, h: 0.8, friction: 2, temperature: 0.5 },
  ])(
    'keeps Var x = T/k and Var p = T(1 − kh²/4) at k = $k, h = $h, γ = $friction, T = $temperature',
    async (options) => {
      const { k, h, temperature } = options;
      const variances = await stationaryVariances(gaussianSetup(options), 10, 5);
      // 10 draws of 20,000 chains, correlated over a few steps: standard errors below 1/200 of the variance.
      expect(Math.abs((variances.x * k) / temperature - 1)).toBeLessThan(4 * 0.005);
      expect(Math.abs(variances.p / temperature - (1 - (k * h * h) / 4))).toBeLessThan(4 * 0.005);
    },
  );

  it('has a momentum variance whose error is of order 2 in h while the position has none', async () => {
    const errors: [number, number][] = [];
    for (const h of [0.6, 0.9, 1.35]) {
      const variances = await stationaryVariances(gaussianSetup({ h }), 10, Math.ceil(4 / h));
      // Standard error .0035 against errors of .09, .20 and .46.
      errors.push([h, 1 - variances.p]);
      expect(Math.abs(variances.x - 1)).toBeLessThan(4 * 0.005);
    }
    expect(Math.abs(fittedOrder(errors) - 2)).toBeLessThan(0.12);
  });

  it('has weak order 2 on the way', async () => {
    // x″ = −x − x′ for the mean, from 1000 at rest: e^(−t/2)(cos ωt + sin ωt / 2ω), ω = √¾. Noise of the mean: below .01.
    const omega = Math.sqrt(0.75);
    const exact = 1000 * Math.exp(-1) * (Math.cos(2 * omega) + Math.sin(2 * omega) / (2 * omega));
    const errors: [number, number][] = [];
    for (const h of [0.5, 0.25, 0.125]) {
      const setup = { ...gaussianSetup({ h }), initial: normal(1e-12, 1000) };
      const { mean } = momentsOf(await positionsAfter(setup, Math.round(2 / h)));
      errors.push([h, mean[0]! - exact]);
    }
    expect(Math.abs(fittedOrder(errors) - 2)).toBeLessThan(0.1);
  });

  it.each([
    // E x² by quadrature; the bias of BAOAB at this step stays below the four standard errors (.0052, .0069).
    { name: 'quartic', target: quartic(), expected: 0.6759782400672846, standardError: 0.0052 },
    { name: 'double well', target: doubleWell(), expected: 1.0417972964871556, standardError: 0.0069 },
  ])('samples the $name', async ({ target, expected, standardError }) => {
    const setup = { count: 20_000, initial: normal(1), target, method: underdampedLangevin({ stepSize: 0.2 }) };
    const values = await positionsAfter(setup, 60);
    const secondMoment = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(Math.abs(secondMoment - expected)).toBeLessThan(4 * standardError);
  });

  it('without friction conserves the energy of a leapfrog', async () => {
    const setup = { ...gaussianSetup({ h: 0.1, friction: 0 }), count: 100 };
    const { world, ensemble } = await worldWith(setup);
    const energies = async () => {
      const [x, p] = [await ensemble.columns.position.pull(), await ensemble.columns.velocity!.pull()];
      return x.map((value, i) => value ** 2 + p[i]! ** 2);
    };
    await step(world, { steps: 1 });
    const before = await energies();
    await step(world, { steps: 200 });
    (await energies()).forEach((energy, i) => {
      expect(Math.abs(energy / before[i]! - 1)).toBeLessThan(0.01);
    });
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(smallFunnel(underdampedLangevin({ stepSize: 0.05 })), 41);

  it('stops at the step that diverges and lets the others go on', async () => {
    const world = await createWorld({ seed: 'a', backend: BACKEND });
    const shared = { count: 200, initial: gaussian({ dimension: 2 }), target: quartic({ dimension: 2 }) };
    const wild = addEnsemble(world, { ...shared, name: 'wild', method: underdampedLangevin({ stepSize: 4 }) });
    const calm = addEnsemble(world, { ...shared, name: 'calm', method: underdampedLangevin() });
    await step(world, { steps: 50 });
    const stopped = ensembleOf(world, wild);
    expect(stopped).toMatchObject({ status: 'stopped' });
    expect(stopped.reason).toMatch(new RegExp(`^step ${stopped.steps + 1}: .*NaN or infinite`));
    expect(ensembleOf(world, calm)).toMatchObject({ status: 'running', steps: 50 });
    disposeWorld(world);
  });

  it.each([
    [{ stepSize: -0.1 }, /^underdamped-langevin\.stepSize: must be more than 0, got -0.1/],
    [{ friction: -1 }, /^underdamped-langevin\.friction: must be at least 0, got -1/],
    [{ temperature: 0 }, /^underdamped-langevin\.temperature: must be more than 0, got 0/],
  ])('refuses %j', (parameters, message) => {
    expect(() => underdampedLangevin(parameters)).toThrow(message);
  });
});
