import { describe, expect, it } from 'vitest';
import { doubleWell, gaussian, mixture, quartic } from '../../src/targets/index.ts';
import { disposeWorld, type Ensemble, step, weights } from '../../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../../systems/index.ts';
import { fittedOrder, itKeepsTheContractOfAMethod, normal, type Setup, worldWith } from './support.ts';

/* Reference values: "Implicit bias of the JKO scheme" (arXiv 2511.14827), its recursions and ODEs evaluated in float64. */

interface Law {
  mean: number;
  deviation: number;
  variance: number;
  fourth: number;
  quantiles: Float64Array;
  masses: Float32Array;
  ensemble: Ensemble;
}

/** The law of a quantile ensemble after so many steps, with its moments. */
async function lawAfter(setup: Setup, steps: number): Promise<Law> {
  const { world, ensemble } = await worldWith(setup);
  await step(world, { steps });
  expect(ensemble.reason).toBeUndefined();
  const masses = await weights(world, ensemble.entity);
  const quantiles = ensemble.memory.get('quantiles')!;
  const expectation = (f: (x: number) => number): number => quantiles.reduce((sum, x, i) => sum + masses[i]! * f(x), 0);
  const mean = expectation((x) => x);
  const variance = expectation((x) => (x - mean) ** 2);
  disposeWorld(world);
  return {
    ...{ mean, variance, quantiles, masses, ensemble },
    deviation: Math.sqrt(variance),
    fourth: expectation((x) => x ** 4),
  };
}

const discretisation = 'quantile' as const;
const jko = (stepSize: number) => blobJko({ stepSize, discretisation });
const flow = (stepSize: number) => wassersteinGradientFlow({ stepSize, discretisation, integrator: 'runge-kutta' });

/** √Σw(x − y)², the Wasserstein distance of two laws on one grid. */
const distance = (a: Law, b: Law): number =>
  Math.sqrt(a.quantiles.reduce((sum, x, i) => sum + a.masses[i]! * (x - b.quantiles[i]!) ** 2, 0));

describe('Gaussians in one dimension', () => {
  const records = [
    { deviation: 0.5, stepSize: 0.1, variance: 1, steps: 10, jko: 0.9341889546414334, wgf: 0.9478916275463881, flow: 0.9308216800633407, mean: 0.3855432894295314 },
    { deviation: 2, stepSize: 0.2, variance: 1, steps: 5, jko: 1.2324450593366696, wgf: 1.1857511752934669, flow: 1.2417751148464475, mean: 0.401877572016461 },
    { deviation: 0.4, stepSize: 0.05, variance: 2, steps: 20, jko: 1.135723958197761, wgf: 1.1502616346921017, flow: 1.1340357220193131, mean: 0.610270942858831 },
  ]; // biome-ignore format: a table

  it.each(records)('σ₀ = $deviation, η = $stepSize, variance $variance', async (record) => {
    const { deviation, stepSize, variance, steps } = record;
    // The scheme has no error of the grid for Gaussians, so that a coarse one will do, where the plain form is stable too.
    const setup = { count: 8, initial: normal(deviation ** 2, 1), target: normal(variance) };
    const scheme = await lawAfter({ ...setup, method: jko(stepSize) }, steps);
    expect(Math.abs(scheme.deviation - record.jko)).toBeLessThan(1e-5);
    expect(Math.abs(scheme.mean - record.mean)).toBeLessThan(1e-5);
    const gradientFlow = await lawAfter({ ...setup, method: flow(stepSize) }, steps);
    expect(Math.abs(gradientFlow.deviation - record.wgf)).toBeLessThan(1e-5);
    const plain = await lawAfter({ ...setup, method: jkoFlow({ stepSize, discretisation, form: 'plain' }) }, steps);
    expect(Math.abs(plain.deviation - record.flow)).toBeLessThan(1e-5);
    expect(
      Math.abs(plain.mean - Math.exp(-steps * stepSize * (1 / variance - stepSize / 2 / variance ** 2))),
    ).toBeLessThan(1e-5);
    const pade = await lawAfter({ ...setup, method: jkoFlow({ stepSize, discretisation }) }, steps);
    expect(Math.abs(pade.deviation - padeDeviation(record))).toBeLessThan(1e-5);
  });

  it('spreads by the heat equation without a target', async () => {
    const energy: [{ type: 'entropy'; scale: number }] = [{ type: 'entropy', scale: 0.5 }];
    const method = wassersteinGradientFlow({ stepSize: 0.5, discretisation, integrator: 'runge-kutta', energy });
    const law = await lawAfter({ count: 30, initial: normal(1), method }, 4);
    // The temperature ½ halves the speed of N(0, 1 + 2t).
    expect(law.variance).toBeCloseTo(1 + 2 * 0.5 * 2, 5);
  });
});

describe('the gradient flow itself', () => {
  /** Fokker-Planck at t = 0.8 from N(0, 1.2²), V = x⁴/4 − bx²/2: arXiv 2511.14827, on a grid. */
  it.each([
    [0, 0.686704],
    [1, 1.044033],
  ])('of 400 nodes in V = x⁴/4 − %sx²/2 takes few steps, though their rates reach thousands', async (b, variance) => {
    const setup = { count: 400, initial: normal(1.44), target: doubleWell({ b }) };
    const law = await lawAfter({ ...setup, method: flow(0.8) }, 1);
    expect(Math.abs(law.variance - variance)).toBeLessThan(5e-5);
    expect(law.ensemble.solver.integratorSteps).toBeLessThan(100);
    const { solver } = (await lawAfter({ ...setup, method: wassersteinGradientFlow({ discretisation }) }, 1)).ensemble;
    expect(solver.largestCurvature).toBeGreaterThan(2000);
  });

  it('goes over a barrier, where V curves down', async () => {
    const setup = { initial: normal(0.09, 0.8), target: doubleWell({ b: 3, c: -0.5 }) };
    const [coarse, fine] = [
      await lawAfter({ ...setup, count: 200, method: flow(4) }, 1),
      await lawAfter({ ...setup, count: 400, method: flow(0.5) }, 8),
    ];
    expect(coarse.mean).toBeCloseTo(fine.mean, 2);
    expect(Math.abs(coarse.variance / fine.variance - 1)).toBeLessThan(0.002);
  });
});

/** σ at the end of σ′ = −g/(1 + (η/2)(1/λ + 1/σ²)), g = σ/λ − 1/σ, by the classical Runge-Kutta method. */
function padeDeviation({
  deviation,
  stepSize,
  variance,
  steps,
}: Record<'deviation' | 'stepSize' | 'variance' | 'steps', number>): number {
  const slope = (s: number): number => -(s / variance - 1 / s) / (1 + (stepSize / 2) * (1 / variance + 1 / s ** 2));
  const h = stepSize / 20;
  let s = deviation;
  for (let k = 0; k < 20 * steps; k++) {
    const a = slope(s);
    const b = slope(s + (h / 2) * a);
    const c = slope(s + (h / 2) * b);
    s += (h / 6) * (a + 2 * b + 2 * c + slope(s + h * c));
  }
  return s;
}

describe('the quartic well V = x⁴/4 − bx²/2', () => {
  const setup = (count: number, b: number) => ({ count, initial: normal(1.44), target: doubleWell({ b }) });

  it.each([
    { b: 0, variance: 0.6970939201435694, fourth: 1.0479539991254012, energy: -0.9410238084465656 },
    { b: 1, variance: 1.0465618640779881, fourth: 2.0571417242813546, energy: -1.3622809489034393 },
  ])('JKO at b = $b: variance, fourth moment and energy', async ({ b, variance, fourth, energy }) => {
    const law = await lawAfter({ ...setup(600, b), method: jko(0.1) }, 8);
    expect(Math.abs(law.variance - variance)).toBeLessThan(5e-5);
    expect(Math.abs(law.fourth - fourth)).toBeLessThan(5e-5);
    expect(Math.abs(law.ensemble.energy.at(-1)![1] - energy)).toBeLessThan(5e-5);
  });

  it('converges to the reference with the second power of the spacing', async () => {
    const errors: [number, number][] = [];
    for (const count of [41, 81, 161]) {
      const { variance } = await lawAfter({ ...setup(count, 0), method: jko(0.1) }, 8);
      errors.push([1 / (count - 1), variance - 0.6970939201435694]);
    }
    expect(Math.abs(fittedOrder(errors) - 2)).toBeLessThan(0.1);
  });

  it('agrees with a refined grid at another b and η', async () => {
    const at = async (count: number): Promise<number> =>
      (await lawAfter({ ...setup(count, 2.3), method: jko(0.07) }, 5)).variance;
    const [coarse, fine, finest] = [await at(101), await at(201), await at(801)];
    expect(Math.abs(finest - (4 * fine - coarse) / 3)).toBeLessThan(2e-5);
    expect(Math.abs(coarse - finest)).toBeGreaterThan(2e-5);
  });

  it.each([
    { b: 0, variance: 0.686704 },
    { b: 1, variance: 1.044033 },
  ])('the gradient flow at b = $b has the variance of the Fokker-Planck equation', async ({ b, variance }) => {
    const [coarse, fine] = [
      await lawAfter({ ...setup(41, b), method: flow(0.4) }, 2),
      await lawAfter({ ...setup(81, b), method: flow(0.4) }, 2),
    ];
    expect(Math.abs((4 * fine.variance - coarse.variance) / 3 - variance)).toBeLessThan(5e-5);
  });

  it.each([0, 1])('|JKO − WGF| = O(η) and |JKO − JKO-Flow| = O(η²) at b = %i', async (b) => {
    const toFlow: [number, number][] = [];
    const toModified: [number, number][] = [];
    for (const stepSize of [0.05, 0.025, 0.0125]) {
      const endOf = (method: Setup['method']) => lawAfter({ ...setup(30, b), method }, Math.round(0.4 / stepSize));
      const scheme = await endOf(jko(stepSize));
      toFlow.push([stepSize, distance(scheme, await endOf(flow(stepSize)))]);
      toModified.push([stepSize, distance(scheme, await endOf(jkoFlow({ stepSize, discretisation })))]);
    }
    expect(Math.abs(fittedOrder(toFlow) - 1)).toBeLessThan(0.1);
    expect(Math.abs(fittedOrder(toModified) - 2)).toBeLessThan(0.1);
  });
});

describe('on quantiles', () => {
  const start: Setup = { count: 40, initial: normal(4, -1), target: quartic(), method: jko(0.1) };

  it('the energy falls at every step, whatever the method', async () => {
    for (const method of [jko(5), jko(0.05), flow(0.1), jkoFlow({ stepSize: 0.1, discretisation })]) {
      const { ensemble } = await lawAfter({ ...start, method }, 6);
      expect(ensemble.energy).toHaveLength(6);
      ensemble.energy.slice(1).forEach(([, value], k) => {
        expect(value).toBeLessThanOrEqual(ensemble.energy[k]![1] + 1e-6);
      });
    }
  });

  it('the start may be a mixture, and its rows ascend', async () => {
    const initial = mixture({ means: [[-2], [1]], weights: [0.3, 0.7], scale: 0.4 });
    const law = await lawAfter({ ...start, count: 400, initial, method: jko(1e-6) }, 1);
    expect(law.mean).toBeCloseTo(0.1, 2);
    expect(law.variance).toBeCloseTo(0.16 + 0.21 * 9, 2);
    for (let i = 1; i < 400; i++) expect(law.quantiles[i]!).toBeGreaterThan(law.quantiles[i - 1]!);
  });

  it('explicit Euler says its limit, and below it follows the flow', async () => {
    const setup = { ...start, count: 20, initial: normal(1) };
    const { ensemble } = await lawAfter(
      { ...setup, method: wassersteinGradientFlow({ stepSize: 0.001, discretisation }) },
      100,
    );
    expect(ensemble.solver).toMatchObject({ status: 'stable', stable: true, inversions: 0 });
    const { stabilityLimit, largestCurvature } = ensemble.solver as Record<string, number>;
    expect(stabilityLimit! * largestCurvature!).toBeCloseTo(2, 12);
    const exact = await lawAfter({ ...setup, method: flow(0.1) }, 1);
    const euler = await lawAfter(
      { ...setup, method: wassersteinGradientFlow({ stepSize: 0.001, discretisation }) },
      100,
    );
    expect(distance(euler, exact)).toBeLessThan(2e-3);
  });

  it('the limit is that of the linear flow: below it a perturbation dies out, above it grows', async () => {
    const setup = { count: 12, initial: normal(1), target: normal(1), method: jko(1) };
    const measured = await lawAfter(
      { ...setup, method: wassersteinGradientFlow({ stepSize: 1e-3, discretisation }) },
      1,
    );
    const limit = measured.ensemble.solver.stabilityLimit as number;
    const spreadAfter = async (factor: number): Promise<number> => {
      const method = wassersteinGradientFlow({ stepSize: factor * limit, discretisation });
      const { world, ensemble } = await worldWith({
        ...setup,
        initial: gaussian({ mean: [1e-4], covariance: [[1.0002]] }),
        method,
      });
      await step(world, { steps: 60 });
      const reason = ensemble.reason;
      disposeWorld(world);
      return reason
        ? Number.POSITIVE_INFINITY
        : Math.abs(ensemble.memory.get('quantiles')![0]! - measured.quantiles[0]!);
    };
    expect(await spreadAfter(0.9)).toBeLessThan(1e-3);
    expect(await spreadAfter(1.5)).toBeGreaterThan(1e-1);
  });

  it('the plain form of JKO-Flow refuses what it cannot do, and names the way out', async () => {
    const euler = wassersteinGradientFlow({ stepSize: 1e-6, discretisation });
    const limit = (await lawAfter({ ...start, method: euler }, 1)).ensemble.solver.stabilityLimit as number;
    const plain = (stepSize: number) => jkoFlow({ stepSize, discretisation, form: 'plain' });
    await lawAfter({ ...start, method: plain(0.99 * limit) }, 1);
    const { world, ensemble } = await worldWith({ ...start, method: plain(1.01 * limit) });
    await step(world, { steps: 1 });
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.reason).toMatch(/^step 1: the plain form .* 0\.0039\d+: .*λ_max = \S+, .*'pade'/);
    expect(ensemble.reason).toContain(limit.toPrecision(3));
    disposeWorld(world);
  });

  it('a JKO step that the solver cannot finish is done in halves, and in the end refused', async () => {
    const hard = blobJko({ stepSize: 1, discretisation, maxIterations: 3 });
    const { ensemble } = await lawAfter({ ...start, initial: normal(1), method: hard }, 1);
    expect(ensemble.solver).toMatchObject({ status: 'converged', converged: true });
    expect(ensemble.solver.retries).toBeGreaterThan(0);
    const hopeless = blobJko({ stepSize: 50, discretisation, maxIterations: 1, tolerance: 1e-12 });
    const { world, ensemble: stopped } = await worldWith({ ...start, method: hopeless });
    await step(world, { steps: 1 });
    expect(stopped.reason).toMatch(
      /step 1: the JKO solver ended with max-iterations at the residual .* 64 smaller steps/,
    );
    disposeWorld(world);
  });

  const contract = { count: 30, initial: normal(2, 0.5), target: doubleWell({ b: 1 }) };
  describe('JKO', () => itKeepsTheContractOfAMethod({ ...contract, method: jko(0.1) }, 4));
  describe('explicit Euler', () =>
    itKeepsTheContractOfAMethod(
      { ...contract, method: wassersteinGradientFlow({ stepSize: 1e-3, discretisation }) },
      4,
    ));
  describe('Runge-Kutta', () => itKeepsTheContractOfAMethod({ ...contract, method: flow(0.02) }, 4));
  describe('JKO-Flow', () =>
    itKeepsTheContractOfAMethod({ ...contract, method: jkoFlow({ stepSize: 0.1, discretisation }) }, 4));
});
