import { describe, expect, test } from 'vitest';
import { type GaussianProblem, gaussianStart, INITIALISATIONS, type Initialisation } from '../../src/ipfp/index.ts';
import { momentsOfCloud } from '../../src/metrics/index.ts';
import { empirical, gaussian, mixture, type Target, targetTypes } from '../../src/targets/index.ts';
import { ipfpGaussian } from '../../src/transport/index.ts';
import { disposeWorld, type Ensemble, positions, setMethod, step, type World, weights } from '../../src/world/index.ts';
import { ipfp } from '../../systems/ipfp.ts';
import { langevin } from '../../systems/langevin.ts';
import { plane } from '../ipfp/reference.ts';
import { mirrorFlowMap, mixtureTarget } from '../mirror/mixture.ts';
import { correlation, FAST, fittedOrder, itKeepsTheContractOfAMethod, type Setup, worldWith } from './support.ts';

const standard = gaussian({ dimension: 1 });

/** From N(m₀, S₀) to N(μ, Σ) with the reference N(0, Θ), in the plane. */
const inThePlane = (method: Partial<Parameters<typeof ipfp>[0]>, count = 40): Setup => ({
  count,
  initial: gaussian(plane.initial),
  target: gaussian(plane.target),
  method: ipfp({ epsilon: plane.epsilon, reference: { type: 'gaussian', ...plane.reference }, ...method }),
});

const onTheLine = (method: Parameters<typeof ipfp>[0], count = 200): Setup => ({
  count,
  initial: standard,
  target: mixtureTarget,
  method: ipfp(method),
});

async function cloudOf(world: World, { entity, dimension }: Ensemble) {
  return { positions: await positions(world, entity), weights: await weights(world, entity), dimension };
}

const momentsIn = async (world: World, ensemble: Ensemble) => momentsOfCloud(await cloudOf(world, ensemble));

function exactLaw(initialisation: Initialisation, steps: number) {
  const problem: GaussianProblem = plane;
  const start = gaussianStart(problem, initialisation);
  return ipfpGaussian(plane.target, plane.reference, { epsilon: plane.epsilon, steps, start }).at(-1)!;
}

const expectNear = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  actual.forEach((value, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(tolerance);
  });
};

describe('ipfp between Gaussians', () => {
  itKeepsTheContractOfAMethod(inThePlane({ discretisation: 'gaussian' }), 6);

  test.each(INITIALISATIONS)('%s: the law is that of the recursion, and the particles are carried by optimal maps', async (initialisation) => {
    const { world, ensemble } = await worldWith(inThePlane({ discretisation: 'gaussian', initialisation }, 500));
    const before = await momentsIn(world, ensemble);
    await step(world, { steps: 5 });
    const law = exactLaw(initialisation, 5);
    expectNear([...ensemble.memory.get('law')!], [...law.mean, ...law.covariance.flat()], 1e-12);
    if (initialisation === 'plain') expectNear([...ensemble.memory.get('law')!], [...plane.mean, ...plane.covariance], 1e-9);
    // An affine map carries the sampling error with it: seen from the law it stays as far off as it was.
    const now = await momentsIn(world, ensemble);
    const offset = (mean: readonly number[], { mean: m, covariance: [[a, b], [, d]] }: { mean: readonly number[]; covariance: number[][] }): number => {
      const [x, y] = [mean[0]! - m[0]!, mean[1]! - m[1]!];
      return (d! * x * x - 2 * b! * x * y + a! * y * y) / (a! * d! - b! * b!);
    };
    expect(offset(now.mean, law)).toBeCloseTo(offset(before.mean, plane.initial), 6);
    disposeWorld(world);
  }); // biome-ignore format: one line

  test('KL falls to 0, and the solver says when the flow has arrived', async () => {
    const { world, ensemble } = await worldWith(inThePlane({ discretisation: 'gaussian' }));
    await step(world, { steps: 1 });
    expect(ensemble.solver).toMatchObject({ status: 'flowing', initialisation: 'half-log' });
    await step(world, { steps: 400 });
    expect(ensemble.solver.status).toBe('converged');
    const energies = ensemble.energy.map(([, value]) => value);
    expect(energies.every((value, k) => k === 0 || value <= energies[k - 1]! + 1e-15)).toBe(true);
    expect(energies.at(-1)).toBeLessThan(1e-14);
    expect(ensemble.energy[0]![0]).toBeCloseTo(plane.epsilon, 15);
    disposeWorld(world);
  });

  test('after another method it goes on from the moments of the particles', async () => {
    const setup = { ...inThePlane({}, 300), method: langevin({ stepSize: 0.01 }) };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 3 });
    const { mean } = await momentsIn(world, ensemble);
    setMethod(world, ensemble.entity, inThePlane({ discretisation: 'gaussian', initialisation: 'entropic' }).method);
    await step(world, { steps: 1 });
    const there = { ...(await momentsIn(world, ensemble)) };
    expectNear(there.mean, [...ensemble.memory.get('law')!.slice(0, 2)], 1e-5);
    expect(Math.hypot(there.mean[0]! - mean[0]!, there.mean[1]! - mean[1]!)).toBeLessThan(0.3);
    disposeWorld(world);
  });

  test('what is not Gaussian is refused', async () => {
    const { world } = await worldWith(onTheLine({ discretisation: 'gaussian' }));
    await expect(step(world, { steps: 1 })).rejects.toMatchObject({
      name: 'InputError',
      message: 'target: the discretisation gaussian must have a Gaussian here, got mixture',
    });
    disposeWorld(world);
  });
});

describe('ipfp on a grid', () => {
  itKeepsTheContractOfAMethod(onTheLine({ discretisation: 'grid', initialisation: 'slides' }), 4);

  test.each(INITIALISATIONS)('%s: on a grid of the plane the law is that of the Gaussian recursion', async (initialisation) => {
    const { world, ensemble } = await worldWith(
      inThePlane({ discretisation: 'grid', initialisation, resolution: 50 }, 70 ** 2),
    );
    await step(world, { steps: 5 });
    const { mean, covariance } = await momentsIn(world, ensemble);
    const law = exactLaw(initialisation, 5);
    expectNear(mean, law.mean, 3e-6);
    expectNear(covariance.flat(), law.covariance.flat(), 3e-6);
    disposeWorld(world);
  }); // biome-ignore format: one line

  test('particles are sites: they stay where they are, and carry all the mass', async () => {
    const { world, ensemble } = await worldWith(onTheLine({ discretisation: 'grid' }));
    await step(world, { steps: 1 });
    const before = await cloudOf(world, ensemble);
    expect(new Set(before.positions).size).toBe(200);
    await step(world, { steps: 3 });
    const after = await cloudOf(world, ensemble);
    expect(after.positions).toEqual(before.positions);
    expect(after.weights).not.toEqual(before.weights);
    expect(after.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    expect(after.weights.every((weight) => weight >= 0)).toBe(true);
    expect(ensemble.densityEvaluations).toBe(200);
    disposeWorld(world);
  });

  test('the error for a mixture is of order 1 (plain, slides) and 2 (half-log, entropic)', async () => {
    const exact = characteristic(pushedNormal(1));
    const sizes = [0.2, 0.1, 0.05, 0.025];
    const orderOf = async (initialisation: Initialisation): Promise<number> => {
      const errors: [number, number][] = [];
      for (const epsilon of sizes) {
        const { world, ensemble } = await worldWith(
          onTheLine({ discretisation: 'grid', initialisation, epsilon }, 160),
        );
        await step(world, { until: 1 });
        const found = characteristic(await cloudOf(world, ensemble));
        errors.push([epsilon, Math.hypot(...found.map((value, k) => value - exact[k]!))]);
        disposeWorld(world);
      }
      return fittedOrder(errors);
    };
    expect(await orderOf('plain')).toBeCloseTo(1, 0.8);
    expect(await orderOf('slides')).toBeCloseTo(1, 0.8);
    expect(await orderOf('half-log')).toBeGreaterThan(1.8);
    expect(await orderOf('entropic')).toBeCloseTo(2, 0.8);
  });

  test('mean and variance of a mixture at t = ½, 1, 2', async () => {
    const { world, ensemble } = await worldWith(
      onTheLine({ discretisation: 'grid', initialisation: 'half-log', epsilon: 0.0125 }, 300),
    );
    for (const [time, mean, variance] of [
      [0.5, 0.129141, 1.240861],
      [1, 0.220218, 1.332389],
      [2, 0.322413, 1.367884],
    ] as const) {
      // biome-ignore format: a table
      await step(world, { until: time });
      const found = await momentsIn(world, ensemble);
      expect(found.mean[0]).toBeCloseTo(mean, 4.5);
      expect(found.covariance[0]![0]).toBeCloseTo(variance, 4.5);
    }
    disposeWorld(world);
  });

  test('laws and references that are not Gaussian: half-log and entropic are one, and u_ε starts the flow at ρ₀', async () => {
    const initial = mixture({ weights: [0.5, 0.5], means: [[-1.5], [1]], covariances: [[[0.5]], [[0.4]]] });
    const reference = { type: 'mixture', weights: [0.4, 0.6], means: [[-1], [1.5]], covariances: [[[0.6]], [[0.8]]] };
    const method = (initialisation: Initialisation, epsilon: number) =>
      ipfp({ discretisation: 'grid', epsilon, reference, initialisation });
    const moved = async (initialisation: Initialisation, epsilon: number): Promise<Ensemble & { law: number[] }> => {
      const { world, ensemble } = await worldWith({ count: 200, initial, target: mixtureTarget, method: method(initialisation, epsilon) });
      await step(world, { steps: 1 });
      const { mean, covariance } = await momentsIn(world, ensemble);
      disposeWorld(world);
      return { ...ensemble, law: [mean[0]!, covariance[0]![0]!] };
    };
    const half = await moved('half-log', 0.1);
    expect(half.memory.get('potential')).toEqual((await moved('entropic', 0.1)).memory.get('potential'));
    expect((await moved('plain', 0.1)).memory.get('potential')).not.toEqual(half.memory.get('potential'));
    // After one step of ε the law is O(ε) from ρ₀.
    const start = initial.moments!;
    const gap = async (epsilon: number): Promise<number> => {
      const { law } = await moved('entropic', epsilon);
      return Math.hypot(law[0]! - start.mean[0]!, law[1]! - start.covariance[0]![0]!);
    };
    expect((await gap(0.1)) / (await gap(0.05))).toBeCloseTo(2, 0);
  }); // biome-ignore format: a long line

  test('bad input is said in one line', async () => {
    const specified = targetTypes.map(({ type }) => type).filter((type) => type !== 'custom');
    const fails = async (setup: Setup, message: string): Promise<void> => {
      const { world } = await worldWith(setup);
      await expect(step(world, { steps: 1 })).rejects.toMatchObject({ name: 'InputError', message });
      disposeWorld(world);
    };
    await fails(
      inThePlane({ discretisation: 'grid' }, 101),
      'count: a grid in dimension 2 needs the same number of nodes on each axis; must be a power n^2, such as 100, got 101',
    );
    await fails(
      onTheLine({ discretisation: 'grid', epsilon: 0.01 }, 50),
      'count: nodes of the grid must be at most √epsilon = 0.100 apart, got 0.282 with the count 50; must be at least 141',
    );
    await fails(
      onTheLine({ discretisation: 'grid', resolution: 10 }),
      'resolution: nodes of the reference must be at most √epsilon = 0.316 apart, got 1.40 with 10 an axis; must be at least 45',
    );
    await fails(
      { ...onTheLine({ discretisation: 'grid' }), target: empirical({ points: [[0], [1]] }) },
      'target: an empirical measure has no density; must be a target with one, or a method that needs only samples',
    );
    await fails(
      onTheLine({ discretisation: 'grid', reference: { type: 'empirical', points: [[0], [1]] } }),
      'reference: an empirical measure has no density; must be a target with one, or a method that needs only samples',
    );
    await fails(
      onTheLine({ discretisation: 'grid', reference: { type: 'gaussian', dimension: 2 } }),
      'reference: must have dimension 1, got 2',
    );
    await fails(
      onTheLine({ discretisation: 'grid', reference: { type: 'gausian' } }),
      `ipfp.reference.type: must be one of ${specified.join(', ')}, got "gausian"`,
    );
    expect(() => ipfp({ epsilon: 0 })).toThrow('ipfp.epsilon: must be more than 0, got 0');
    expect(() => ipfp({ initialisation: 'half' as never })).toThrow(
      'ipfp.initialisation: must be "plain" or "slides" or "half-log" or "entropic", got "half"',
    );
    expect(() => ipfp({ discretisation: 'particles' as never })).toThrow('ipfp.discretisation: must be');
  });

  test('it cannot take over from another method', async () => {
    const { world, ensemble } = await worldWith({ ...onTheLine({}), method: langevin({ stepSize: 0.01 }) });
    await step(world, { steps: 2 });
    setMethod(world, ensemble.entity, ipfp({ discretisation: 'grid' }));
    await expect(step(world, { steps: 1 })).rejects.toThrow('which this ensemble left 2 steps ago');
    disposeWorld(world);
  });
});

describe('ipfp on samples', () => {
  itKeepsTheContractOfAMethod(onTheLine({ discretisation: 'samples', resolution: 80 }, 60), 4);

  test('particles are samples of the target, the same ones whatever the initialisation', async () => {
    const start = async (initialisation: Initialisation): Promise<Float32Array> => {
      const { world, ensemble } = await worldWith(onTheLine({ initialisation }, 50));
      await step(world, { steps: 2 });
      expect(ensemble.solver).toMatchObject({ status: 'flowing', initialisation });
      const { positions: there } = await cloudOf(world, ensemble);
      disposeWorld(world);
      return there;
    };
    const [first, ...others] = await Promise.all(INITIALISATIONS.map(start));
    for (const other of others) expect(other).toEqual(first);
  });

  test('the samples of the reference are independent of those of the target', async () => {
    const setup = { ...onTheLine({ resolution: 200 }), target: standard };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 1 });
    const [x, y] = ['points', 'referencePoints'].map((name) => ensemble.memory.get(name)!);
    // One standard deviation of the correlation of 200 pairs is .07; equal draws have 1.
    expect(Math.abs(correlation(x!, y!))).toBeLessThan(0.35);
    disposeWorld(world);
  });

  test('mixture, n = 2,000, ε = .1, t = .8: the weighted moments are those of the mirror flow up to sampling error', async () => {
    const setup = onTheLine({ discretisation: 'samples', epsilon: 0.1 }, 2000);
    const { world, ensemble } = await worldWith(setup, { backend: FAST });
    await step(world, { until: 0.8 });
    const { mean, covariance } = await momentsIn(world, ensemble);
    const exact = momentsOfCloud(pushedNormal(0.8));
    // 16 seeds: the mean is −.008 ± .020 (standard deviation) off, the variance −.005 ± .022, the effective part .968: five deviations.
    expect(Math.abs(mean[0]! - exact.mean[0]!)).toBeLessThan(0.1);
    expect(Math.abs(covariance[0]![0]! - exact.covariance[0]![0]!)).toBeLessThan(0.11);
    expect(ensemble.solver.effectiveSampleSize).toBeGreaterThan(0.94);
    expect(ensemble.solver.effectiveSampleSize).toBeLessThan(0.99);
    disposeWorld(world);
  });

  test('data are taken as they are, and need no density', async () => {
    const points = Array.from({ length: 40 }, (_, i) => [Math.sin(i) + 1, Math.cos(3 * i)]);
    const data: Target = empirical({ points });
    const { world, ensemble } = await worldWith({
      count: 40,
      initial: gaussian({ dimension: 2 }),
      target: data,
      method: ipfp({ epsilon: 0.5 }),
    });
    await step(world, { steps: 60 });
    const cloud = await cloudOf(world, ensemble);
    expect([...cloud.positions]).toEqual([...Float32Array.from(points.flat())]);
    expect(ensemble.solver.effectiveSampleSize).toBeCloseTo(1, 6);
    expect(ensemble.densityEvaluations).toBe(0);
    disposeWorld(world);
    const slides = await worldWith({
      count: 40,
      initial: gaussian({ dimension: 2 }),
      target: data,
      method: ipfp({ epsilon: 0.5, initialisation: 'slides' }),
    });
    await expect(step(slides.world, { steps: 1 })).rejects.toThrow('an empirical measure has no density');
    disposeWorld(slides.world);
  });

  test('entropic takes over from another method at the law of its particles', async () => {
    const setup = { ...onTheLine({}, 300), method: langevin({ stepSize: 0.01 }) };
    const { world, ensemble } = await worldWith(setup);
    await step(world, { steps: 5 });
    const before = await momentsIn(world, ensemble);
    setMethod(world, ensemble.entity, ipfp({ epsilon: 0.05 }));
    await expect(step(world, { steps: 1 })).rejects.toThrow('must be entropic');
    setMethod(world, ensemble.entity, ipfp({ epsilon: 0.05, initialisation: 'entropic' }));
    await step(world, { steps: 1 });
    const after = await momentsIn(world, ensemble);
    // 300 samples of the target and of the reference: 1/√300 is .06.
    expect(Math.abs(after.mean[0]! - before.mean[0]!)).toBeLessThan(0.2);
    expect(Math.abs(after.covariance[0]![0]! - before.covariance[0]![0]!)).toBeLessThan(0.35);
    disposeWorld(world);
  });

  test('a target without samples is refused before anything runs', async () => {
    const target = { ...mixtureTarget, sample: undefined } as unknown as Target;
    await expect(worldWith({ ...onTheLine({}), target })).rejects.toThrow('needs a target that can be sampled');
  });
});

/** The mirror flow of the mixture from N(0, 1) with the reference N(0, 1) by finite differences of the Monge-Ampère equation, as a weighted cloud. */
function pushedNormal(time: number) {
  const [coarse, fine] = [mirrorFlowMap(time, 100), mirrorFlowMap(time, 200)];
  // Nodes of both, at which neither interpolates; sums over them are exact for smooth functions.
  const nodes = Float64Array.from({ length: 100 }, (_, i) => -6 + 0.12 * i);
  return {
    // The scheme is of second order: this takes its error off.
    positions: nodes.map((y) => (4 * fine(y + 1e-12) - coarse(y + 1e-12)) / 3),
    weights: nodes.map((y) => Math.exp(-0.5 * y * y)),
    dimension: 1,
  };
}

/** Real and imaginary part of E e^{iωX} for three ω: smooth observables, which sums over a grid give without an error of their own. */
function characteristic({
  positions: x,
  weights: masses,
}: {
  positions: ArrayLike<number>;
  weights: ArrayLike<number>;
}): number[] {
  const total = Array.from(masses).reduce((sum, mass) => sum + mass, 0);
  const mean = (f: (x: number) => number): number => Array.from(masses).reduce((sum, mass, i) => sum + (mass / total) * f(x[i]!), 0); // biome-ignore format: one line
  return [0.5, 1, 2].flatMap((frequency) => [mean((z) => Math.cos(frequency * z)), mean((z) => Math.sin(frequency * z))]); // biome-ignore format: one line
}
