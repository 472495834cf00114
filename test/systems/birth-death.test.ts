import { describe, expect, it } from 'vitest';
import { empirical, gaussian, mixture, type Target, uniform } from '../../src/targets/index.ts';
import { disposeWorld, positions, setMethod, step, weights } from '../../src/world/index.ts';
import { birthDeath } from '../../systems/birth-death.ts';
import { langevin } from '../../systems/langevin.ts';
import {
  FAST, fittedOrder, itKeepsTheContractOfAMethod, momentsOf, normal, positionsAfter, type Setup, smallFunnel, worldWith,
} from './support.ts'; // biome-ignore format: one line of names

type Law = [mean: number, variance: number];

/** ṁ, ẇ of birth-death dynamics on N(0, 1) by Runge-Kutta 4, where ρ̂ is ρ with the variance w + δ². */
function lawAfter(start: Law, time: number, delta: number, langevinToo: boolean): Law {
  const slope = ([m, w]: Law): Law => {
    const births: Law = [-w * m, (w * w) / (w + delta * delta) - w * w];
    return langevinToo ? [births[0] - m, births[1] + 2 - 2 * w] : births;
  };
  const along = ([m, w]: Law, [dm, dw]: Law, h: number): Law => [m + h * dm, w + h * dw];
  const h = time / 500;
  let law = start;
  for (let i = 0; i < 500; i++) {
    const k1 = slope(law);
    const k2 = slope(along(law, k1, h / 2));
    const k3 = slope(along(law, k2, h / 2));
    const k4 = slope(along(law, k3, h));
    law = along(along(along(along(law, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return law;
}

/** Weighted mean and variance on the line. */
async function lawOf(setup: Setup, steps: number, seed?: string): Promise<Law> {
  const { world, ensemble } = await worldWith(setup, { backend: FAST, ...(seed && { seed }) });
  await step(world, { steps });
  const x = await positions(world, ensemble.entity);
  const w = await weights(world, ensemble.entity);
  disposeWorld(world);
  let [total, mean, square] = [0, 0, 0];
  x.forEach((value, i) => {
    total += w[i]!;
    mean += w[i]! * value;
    square += w[i]! * value * value;
  });
  expect(total).toBeCloseTo(1, 5);
  return [mean / total, square / total - (mean / total) ** 2];
}

/** The mean law of repeated seeds. */
async function meanLawOf(setup: Setup, steps: number, seeds: number): Promise<Law> {
  const sum: Law = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const law = await lawOf(setup, steps, `seed ${seed}`);
    sum[0] += law[0] / seeds;
    sum[1] += law[1] / seeds;
  }
  return sum;
}

/** Two modes far apart, and particles at their centres. */
const modes = mixture({ means: [[-4], [4]], covariances: [[[0.25]], [[0.25]]] });
const centres = (left: number, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (i < left * count ? -4 : 4));

/** The share of the left mode, starting from the two centres. */
async function leftAfter(
  setup: Pick<Setup, 'method'> & { target?: Target; count: number },
  left: number,
  steps: number,
) {
  const { world, ensemble } = await worldWith({ initial: normal(1), target: modes, ...setup }, { backend: FAST });
  ensemble.columns.position.write(centres(left, setup.count));
  await step(world, { steps });
  const x = await positions(world, ensemble.entity);
  const w = await weights(world, ensemble.entity);
  disposeWorld(world);
  return x.reduce((sum, value, i) => sum + (value < 0 ? w[i]! : 0), 0);
}

/** Odds go as odds^(e^−t) to those of the target: ρ_t ∝ π^(1−e^−t) ρ₀^(e^−t) on two sites. */
const shareAfter = (share: number, targetShare: number, time: number): number => {
  const logOdds = (p: number) => Math.log(p / (1 - p));
  const odds = Math.exp(Math.exp(-time) * logOdds(share) + (1 - Math.exp(-time)) * logOdds(targetShare));
  return odds / (1 + odds);
};

describe('birth-death, by masses', () => {
  const alone = { langevin: false, form: 'weights' } as const;

  it('is the geometric mean of start and target: N(1, 2) to N(0, 1), up to the width of its kernels', async () => {
    const bandwidth = 0.1;
    const method = birthDeath({ stepSize: 0.01, bandwidth, ...alone });
    const setup: Setup = { count: 800, placement: 'quantiles', initial: normal(2, 1), target: normal(1), method };
    const law = await lawOf(setup, 100);
    const blurred = lawAfter([1, 2], 1, bandwidth, false);
    // The exponential steps of .01 leave 2e-3, the quantiles 1e-3.
    expect(Math.abs(law[0] - blurred[0])).toBeLessThan(4e-3);
    expect(Math.abs(law[1] - blurred[1])).toBeLessThan(8e-3);
    const e = Math.exp(-1);
    const exact: Law = [(e * 0.5) / (1 - e + e * 0.5), 1 / (1 - e + e * 0.5)];
    expect(lawAfter([1, 2], 1, 0, false)).toEqual(exact.map((value) => expect.closeTo(value, 8)));
    expect(Math.abs(law[0] - exact[0])).toBeLessThan(0.01);
    expect(Math.abs(law[1] - exact[1])).toBeLessThan(0.02);
  });

  it('is of order 1 in the step size, to the closed form on two sites', async () => {
    const exact = shareAfter(0.9, 0.5, 1);
    const errors: [number, number][] = [];
    for (const stepSize of [0.2, 0.1, 0.05]) {
      const method = birthDeath({ stepSize, bandwidth: 0.5, ...alone });
      errors.push([stepSize, (await leftAfter({ count: 10, method }, 0.9, Math.round(1 / stepSize))) - exact]);
    }
    // The odds are multiplied in place of flowing: (1 − h)^(t/h) for e^−t.
    const odds = 9 ** (0.95 ** 20);
    expect(errors[2]![1]).toBeCloseTo(odds / (1 + odds) - exact, 5);
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.1);
  });

  it('comes to rest at the masses of the target', async () => {
    const target = mixture({ means: [[-4], [4]], covariances: [[[0.25]], [[0.25]]], weights: [0.3, 0.7] });
    const method = birthDeath({ stepSize: 0.2, bandwidth: 0.5, ...alone });
    expect(await leftAfter({ count: 20, target, method }, 0.9, 80)).toBeCloseTo(0.3, 5);
  });
});

describe('birth-death, by jumps', () => {
  it('has the law of the closed form alone: two sites, averaged over seeds', async () => {
    const method = birthDeath({ stepSize: 0.05, bandwidth: 0.5, langevin: false });
    const count = 1000;
    const share = await leftAfter({ count, method }, 0.9, 20);
    // The standard deviation over seeds is .011, the bias of the steps .003.
    expect(Math.abs(share - shareAfter(0.9, 0.5, 1))).toBeLessThan(0.045);
  });

  it.each([
    // The closed forms without blur, at time 1. Standard errors of 6 · 500 particles: .018 and .025.
    { langevinToo: true, start: [2, 0.25] as Law, exact: [0.35500257612256875, 0.9510256939881039] as Law },
    { langevinToo: false, start: [1, 2] as Law, exact: [0.2253996735608926, 1.2253996735608925] as Law },
  ])('has mean and variance of the closed form, Langevin: $langevinToo', async ({ langevinToo, start, exact }) => {
    const bandwidth = 0.2;
    const method = birthDeath({ stepSize: 0.02, bandwidth, langevin: langevinToo });
    const setup: Setup = { count: 500, initial: normal(start[1], start[0]), target: normal(1), method };
    const [mean, variance] = await meanLawOf(setup, 50, 6);
    expect(lawAfter(start, 1, 0, langevinToo)).toEqual(exact.map((value) => expect.closeTo(value, 6)));
    const blurred = lawAfter(start, 1, bandwidth, langevinToo);
    expect(Math.abs(mean - blurred[0])).toBeLessThan(0.06);
    expect(Math.abs(variance - blurred[1])).toBeLessThan(0.08);
  });

  it('keeps the number of particles, and alone only puts them where others are', async () => {
    const method = birthDeath({ stepSize: 0.5, langevin: false });
    const setup: Setup = { count: 200, initial: normal(4, 2), target: normal(1), method };
    const { world, ensemble } = await worldWith(setup);
    const before = new Set(await positions(world, ensemble.entity));
    await step(world, { steps: 3 });
    const after = await positions(world, ensemble.entity);
    expect(after).toHaveLength(200);
    expect(after.every((x) => before.has(x))).toBe(true);
    expect(new Set(after).size).toBeLessThan(200);
    const { births, deaths } = ensemble.solver as Record<string, number>;
    expect(births! + deaths!).toBeGreaterThan(0);
    expect(ensemble.gradientEvaluations).toBe(0);
    expect(ensemble.densityEvaluations).toBe(600);
    disposeWorld(world);
  });

  it('carries mass over a barrier that Langevin dynamics do not cross', async () => {
    const initial = mixture({ means: [[-4], [4]], covariances: [[[0.25]], [[0.25]]], weights: [0.9, 0.1] });
    const leftOf = async (method: Setup['method']) => {
      const x = await positionsAfter({ count: 400, initial, target: modes, method }, 80, { backend: FAST });
      return x.filter((value) => value < 0).length / x.length;
    };
    const { mean, covariance } = momentsOf(
      (
        await positionsAfter({ count: 400, initial, target: modes, method: birthDeath() }, 80, { backend: FAST })
      ).filter((x) => x > 0),
    );
    expect(await leftOf(langevin({ stepSize: 0.05 }))).toBeGreaterThan(0.85);
    // At time 4 the odds are 1.04; the standard deviation over seeds is .03.
    expect(Math.abs((await leftOf(birthDeath())) - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(mean[0]! - 4)).toBeLessThan(0.2);
    expect(covariance[0]![0]).toBeGreaterThan(0.12);
    expect(covariance[0]![0]).toBeLessThan(0.4);
  });

  it('lets particles die where the target has no density', async () => {
    const target = uniform({ bounds: [[-1, 1]] });
    const method = birthDeath({ stepSize: 0.1, langevin: false });
    const x = await positionsAfter({ count: 100, initial: normal(4), target, method }, 8);
    // The copy of one that dies as well dies one step later.
    expect(Math.max(...x.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it('stops where no particle has a density', async () => {
    const target = uniform({ bounds: [[-1, 1]] });
    const method = birthDeath({ langevin: false });
    for (const form of ['jumps', 'weights'] as const) {
      const setup: Setup = { count: 5, initial: normal(0.01, 9), target, method: { ...method, form } };
      const { world, ensemble } = await worldWith(setup);
      await step(world, { steps: 2 });
      expect(ensemble.reason).toMatch(/^step 1: log density is NaN at a particle, or −∞ at all of them/);
      disposeWorld(world);
    }
  });

  it('leaves one particle alone', async () => {
    const setup: Setup = {
      count: 1,
      initial: empirical({ points: [[3]] }),
      target: normal(1),
      method: birthDeath({ langevin: false }),
    };
    expect([...(await positionsAfter(setup, 5))]).toEqual([3]);
  });
});

describe('birth-death', () => {
  itKeepsTheContractOfAMethod(smallFunnel(birthDeath({ stepSize: 0.05 })), 23);
  itKeepsTheContractOfAMethod(smallFunnel(birthDeath({ stepSize: 0.05, form: 'weights' })), 23);
  itKeepsTheContractOfAMethod(smallFunnel(birthDeath({ stepSize: 0.3, langevin: false })), 6);

  it('keeps to masses where particles have them', async () => {
    const method = birthDeath({ form: 'weights' });
    const { world, ensemble } = await worldWith({ count: 9, initial: normal(2), target: normal(1), method });
    await step(world, { steps: 2 });
    setMethod(world, ensemble.entity, birthDeath());
    await expect(step(world, { steps: 1 })).rejects.toThrow(/form: must be 'weights' for ensemble, whose particles/);
    disposeWorld(world);
  });

  it('needs gradients for Langevin dynamics only', async () => {
    const setup = { count: 4, initial: gaussian({ dimension: 1 }), target: normal(1) };
    const { world, ensemble } = await worldWith({ ...setup, method: birthDeath() });
    await step(world, { steps: 3 });
    expect([ensemble.gradientEvaluations, ensemble.densityEvaluations]).toEqual([12, 12]);
    disposeWorld(world);
  });
});
