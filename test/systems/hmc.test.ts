import { describe, expect, it } from 'vitest';
import { normals, Stream, uniforms } from '../../src/random/index.ts';
import { gaussian, quartic } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { hmc } from '../../systems/hmc.ts';
import { BENT, expectAcceptanceAfterWarmup, expectInvariant, expectWarmsUp } from './chains.ts';
import { FAST, itKeepsTheContractOfAMethod, normal, smallFunnel, worldWith } from './support.ts';

/**
 * Acceptance at stationarity on N(0, v): in units of the deviation a trajectory is a linear map A of (x, r) ~ N(0, I) with det A = 1, and the energy changes by
 * ½|Az|² − ½|z|². It is reversible and keeps volume, so the mean acceptance is 2 P(|Az| < |z|). With the eigenvalues λ ≥ 1 and 1/λ of
 * AᵀA that is where |z₁| < |z₂|/√λ: (4/π) atan(1/√λ), and λ + 1/λ = |A|².
 */
function gaussianAcceptance(stepSize: number, leapfrogs: number, variance: number): number {
  const h = stepSize / Math.sqrt(variance);
  const kick = [1, 0, -h / 2, 1];
  const one = product(product(kick, [1, h, 0, 1]), kick);
  let all = [1, 0, 0, 1];
  for (let i = 0; i < leapfrogs; i++) all = product(all, one);
  const half = all.reduce((sum, entry) => sum + entry * entry, 0) / 2;
  const largest = half + Math.sqrt(Math.max(0, half * half - 1));
  return (4 / Math.PI) * Math.atan(1 / Math.sqrt(largest));
}

const product = ([a, b, c, d]: number[], [e, f, g, h]: number[]): number[] => [
  a! * e! + b! * g!,
  a! * f! + b! * h!,
  c! * e! + d! * g!,
  c! * f! + d! * h!,
];

describe('hmc', () => {
  it('is the chain of Neal 2011, computed here step by step', async () => {
    const [stepSize, leapfrogs, jitter, count] = [0.5, 3, 0.4, 300];
    const target = quartic({ dimension: 2 });
    const method = hmc({ stepSize, leapfrogs, jitter });
    const { world, ensemble } = await worldWith({ count, initial: gaussian({ dimension: 2 }), target, method });
    const x = Float64Array.from(await ensemble.columns.position.pull());
    let accepted = 0;
    let divergences = 0;
    for (let s = 0; s < 4; s++) {
      const draw = { key: ensemble.key, step: s };
      const momenta = normals(count, 2, { ...draw, stream: Stream.velocity });
      const uniform = uniforms(count, 1, { ...draw, stream: Stream.accept });
      const h = stepSize * (1 + jitter * (2 * uniforms(1, 1, { ...draw, stream: Stream.choice })[0]! - 1));
      for (let i = 0; i < count; i++) {
        const from = [0, 1].map((k) => ({ q: x[2 * i + k]!, p: momenta[2 * i + k]! }));
        const to = from.map((start) => leapfrog(start, h, leapfrogs));
        const logRatio = energy(from) - energy(to);
        if (!(logRatio >= -1000)) divergences++;
        if (!(Math.log(uniform[i]!) < logRatio)) continue;
        x.set(to.map(({ q }) => q), 2 * i); // biome-ignore format: short
        accepted++;
      }
    }
    await step(world, { steps: 4 });
    (await ensemble.columns.position.pull()).forEach((value, i) => {
      expect(value).toBeCloseTo(x[i]!, 3);
    });
    expect(ensemble.solver).toEqual({ acceptance: accepted / (4 * count), divergences, stepSize });
    expect(accepted).toBeLessThan(4 * count);
    expect(divergences).toBeGreaterThan(0);
    expect(ensemble).toMatchObject({ gradientEvaluations: 13 * count, densityEvaluations: 5 * count });
    expect(ensemble.time).toBeCloseTo(4 * leapfrogs * stepSize, 12);
    disposeWorld(world);
  });

  it.each([
    { variance: 1, stepSize: 1.5, leapfrogs: 1 },
    { variance: 1, stepSize: 1.2, leapfrogs: 4 },
    { variance: 0.25, stepSize: 0.9, leapfrogs: 7 },
    { variance: 1, stepSize: 0.05, leapfrogs: 20 },
  ])(
    'accepts (4/π) atan(1/√λ) on a Gaussian: $variance, $stepSize, $leapfrogs',
    async ({ variance, ...parameters }) => {
      const initial = normal(variance);
      const method = hmc({ ...parameters, jitter: 0 });
      const { world, ensemble } = await worldWith(
        { count: 10_000, initial, target: initial, method },
        { backend: FAST },
      );
      await step(world, { steps: 10 });
      const expected = gaussianAcceptance(parameters.stepSize, parameters.leapfrogs, variance);
      // 100,000 proposals, correlated over less than 8 steps: standard error below √(.25 · 8 / 100,000) = .0045.
      expect(Math.abs((ensemble.solver.acceptance as number) - expected)).toBeLessThan(0.018);
      disposeWorld(world);
    },
  );

  it('accepts everything as the step goes to 0, with an error of the energy of second order', () => {
    const refused = [0.4, 0.2, 0.1].map((h) => 1 - gaussianAcceptance(h, Math.round(2 / h), 1));
    expect(Math.log2(refused[0]! / refused[1]!)).toBeCloseTo(2, 1);
    expect(Math.log2(refused[1]! / refused[2]!)).toBeCloseTo(2, 1);
  });

  it.each(BENT)('leaves the $name as it is', async (bent) => {
    expect(await expectInvariant(bent, hmc({ stepSize: 0.8, leapfrogs: 3 }))).toBeLessThan(0.9);
  });

  it('learns step size and masses of an ill-scaled Gaussian, for an acceptance of .8', () =>
    // Few leapfrogs: where a trajectory goes round the circle the acceptance is no monotone function of the step size.
    expectWarmsUp(hmc({ warmup: 600, leapfrogs: 3 }), 0.8));

  it('moves by the masses it has learnt', () =>
    expectAcceptanceAfterWarmup(hmc({ warmup: 200, leapfrogs: 1, jitter: 0 }), (stepSize, variance) =>
      gaussianAcceptance(stepSize, 1, variance),
    ));

  it('counts trajectories that diverge', async () => {
    const method = hmc({ stepSize: 3, leapfrogs: 20, jitter: 0 });
    const { world, ensemble } = await worldWith({ count: 50, initial: normal(1), target: normal(1), method });
    await step(world, { steps: 4 });
    // Beyond h = 2 a trajectory grows by 2.6² a step: nearly all end above 1000, and none is accepted.
    expect(ensemble.solver.divergences).toBeGreaterThan(190);
    expect(ensemble.solver.acceptance).toBeLessThan(0.05);
    disposeWorld(world);
  });

  // Saved in the middle of the warm-up, which ends at step 32 of 41, and without any.
  itKeepsTheContractOfAMethod(smallFunnel(hmc({ warmup: 100, leapfrogs: 3 })), 41);
  itKeepsTheContractOfAMethod(smallFunnel(hmc({ stepSize: 0.2, leapfrogs: 2 })), 35);

  it.each([
    [{ stepSize: 0 }, /^hmc\.stepSize: must be more than 0, got 0/],
    [{ leapfrogs: 0 }, /^hmc\.leapfrogs: must be more than 0, got 0/],
    [{ leapfrogs: 1.5 }, /^hmc\.leapfrogs: must be an integer, got 1.5/],
    [{ jitter: 1 }, /^hmc\.jitter: must be less than 1, got 1/],
    [{ targetAcceptance: 0 }, /^hmc\.targetAcceptance: must be more than 0, got 0/],
  ])('refuses %o', (parameters, message) => {
    expect(() => hmc(parameters)).toThrow(message);
  });
});

interface Phase {
  q: number;
  p: number;
}

const energy = (coordinates: Phase[]): number =>
  coordinates.reduce((sum, { q, p }) => sum + q ** 4 / 4 + (p * p) / 2, 0);

function leapfrog({ q, p }: Phase, h: number, steps: number): Phase {
  let [x, r] = [q, p];
  for (let i = 0; i < steps; i++) {
    r -= (h / 2) * x ** 3;
    x += h * r;
    r -= (h / 2) * x ** 3;
  }
  return { q: x, p: r };
}
