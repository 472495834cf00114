import { add, log1p, mul, sin, squeeze, type Tensor2D } from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { custom, empirical, gaussian, mixture, quartic, vonMises } from '../../src/targets/index.ts';
import { disposeWorld, type Ensemble, Position, setMethod, step } from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import { mongeAmpere, mongeAmpereMap } from '../../systems/monge-ampere.ts';
import { mixtureTarget } from '../mirror/mixture.ts';
import { FAST, fittedOrder, itKeepsTheContractOfAMethod, momentsOf, normal, type Setup, worldWith } from './support.ts';

/*
 * Reference values: "Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm" (arXiv 2307.16421), Gaussians by Runge-Kutta, the mixture and the torus by
 * conservative differences with Richardson extrapolation.
 */

/** What `see` says of the ensemble at each of the times. */
async function at<T>(setup: Setup, times: number[], see: (ensemble: Ensemble) => T | Promise<T>): Promise<T[]> {
  const { world, ensemble } = await worldWith(setup, { backend: FAST });
  const seen: T[] = [];
  for (const until of times) {
    await step(world, { until });
    expect(ensemble.reason).toBeUndefined();
    seen.push(await see(ensemble));
  }
  disposeWorld(world);
  return seen;
}

const standard = gaussian({ dimension: 1 });
const plane = gaussian({ dimension: 2 });

const line: Setup = {
  count: 4000,
  initial: standard,
  placement: 'quantiles',
  target: mixtureTarget,
  method: mongeAmpere({ discretisation: 'interval', stepSize: 0.25 }),
};

describe('on an interval', () => {
  it('follows the flow to the mixture: mean, variance and distance to the Brenier map', async () => {
    const rows = await at(line, [0.5, 1, 2], async ({ columns }) => {
      const x = await columns.position.pull();
      const { mean, covariance } = momentsOf(x);
      const squares = x.reduce(
        (sum, value, i) => sum + (value - mixtureTarget.quantile!((i + 0.5) / x.length)) ** 2,
        0,
      );
      return [mean[0]!, covariance[0]![0]!, Math.sqrt(squares / x.length)];
    });
    const expected = [
      [0.129141, 1.240861, 0.28882],
      [0.220218, 1.332389, 0.1917],
      [0.322413, 1.367884, 0.08344],
    ];
    // 4,000 quantiles of N(0, 1) lack 2e-4 of its variance.
    for (const [i, row] of rows.entries())
      for (const k of [0, 1, 2]) expect(Math.abs(row[k]! - expected[i]![k]!)).toBeLessThan(k === 1 ? 3e-4 : 3e-5);
  });

  it('has the map at t = 1 and near the Brenier map at t = 12, where the flow is stationary', async () => {
    const y = Float64Array.of(-1.5, -0.5, 0, 0.5, 1.5);
    const setup = { ...line, count: 8, method: mongeAmpere({ discretisation: 'interval', stepSize: 1 }) };
    const [soon, late] = await at(setup, [1, 12], async (ensemble) => ({
      image: (await mongeAmpereMap(ensemble)).image(y),
      ...ensemble.solver,
      kl: ensemble.energy.at(-1)![1],
    }));
    const expected = [
      -1.4618271091929966, -0.5737022499806828, 0.309845323340848, 0.9428752066825465, 1.8973256707453439,
    ];
    const brenier = [
      -1.3871598460157377, -0.3200976048486493, 0.5482283435110908, 1.1192278336925443, 2.046389602906069,
    ];
    for (const i of y.keys()) {
      expect(Math.abs(soon!.image[i]! - expected[i]!)).toBeLessThan(3e-5);
      // The flow itself is 3e-5 away.
      expect(Math.abs(late!.image[i]! - brenier[i]!)).toBeLessThan(8e-5);
    }
    expect(soon).toMatchObject({ status: 'flowing' });
    expect(late).toMatchObject({ status: 'stationary', resolution: 1025 });
    expect(late!.kl).toBeLessThan(5e-5);
  });

  it('makes new samples of new noise, each within 1e-3 of its quantile', async () => {
    const [map] = await at({ ...line, count: 8 }, [12], mongeAmpereMap);
    const noise = standard.sample!(2000, 'new noise');
    const samples = map!.image(Float64Array.from(noise));
    const { normalCdf } = await import('../../src/random/index.ts');
    for (const [i, y] of noise.entries()) {
      expect(Math.abs(samples[i]! - mixtureTarget.quantile!(normalCdf(y)))).toBeLessThan(1e-3);
    }
    const back = map!.inverse(samples);
    for (const [i, y] of noise.entries()) expect(Math.abs(back[i]! - y)).toBeLessThan(1e-9);
  });

  it('is exact on Gaussians but for the time step, whatever the three are', async () => {
    const setup: Setup = {
      count: 500,
      initial: normal(1, 0.8),
      target: normal(2.25, -0.4),
      method: mongeAmpere({ discretisation: 'interval', stepSize: 0.5, reference: normal(0.49), resolution: 257 }),
    };
    const [[slope, mean, speed]] = await at(setup, [1], async (ensemble) => {
      const image = (await mongeAmpereMap(ensemble)).image(Float64Array.of(0, 1));
      return [image[1]! - image[0]!, image[0]!, ensemble.solver.residual as number];
    }) as [[number, number, number]]; // biome-ignore format: one cast
    expect(mean).toBeCloseTo(0.13952029082461692, 4);
    expect(slope * 0.7).toBeCloseTo(1.4132673234721738, 4);
    expect(speed).toBeCloseTo(0.5100078403238067, 4);
  });

  it('starts from any law with quantiles', async () => {
    const setup = { ...line, initial: mixtureTarget, target: standard };
    const method = mongeAmpere({ discretisation: 'interval', stepSize: 0.001, reference: standard });
    const { world, ensemble } = await worldWith({ ...setup, count: 200, method }, { backend: FAST });
    const before = (await ensemble.columns.position.pull()).slice();
    await step(world, { steps: 1 });
    const noise = await ensemble.columns.mirrorPosition!.pull();
    const after = await ensemble.columns.position.pull();
    for (let i = 0; i < 200; i++) {
      expect(noise[i]).toBeCloseTo(standard.quantile!((i + 0.5) / 200), 2);
      expect(Math.abs(after[i]! - before[i]!)).toBeLessThan(0.01);
    }
    disposeWorld(world);
  });

  it('takes a reference of which only the density is known', async () => {
    const [mean] = await at({ ...line, initial: quartic({}), placement: 'random', count: 4000, method: mongeAmpere({ discretisation: 'interval', stepSize: 2, resolution: 257 }) }, [10], async ({ columns }) => momentsOf(await columns.position.pull())); // biome-ignore format: one line
    // Four standard errors of 4,000 samples.
    expect(Math.abs(mean!.mean[0]! - 0.4)).toBeLessThan(0.08);
    expect(Math.abs(mean!.covariance[0]![0]! - 1.363)).toBeLessThan(0.12);
  });

  itKeepsTheContractOfAMethod(
    { ...line, count: 32, method: mongeAmpere({ discretisation: 'interval', resolution: 65 }) },
    8,
  );
});

describe('on a torus', () => {
  const density = (strength: number, phase: number) =>
    custom({
      dimension: 1,
      bounds: [[0, 1]],
      logDensity: (x: Tensor2D) => log1p(mul(strength, sin(mul(2 * Math.PI, add(squeeze(x, [1]), phase))))),
      sample: (count) => Float32Array.from({ length: count }, (_, i) => (i + 0.5) / count),
    });
  const setup: Setup = {
    count: 256,
    initial: density(0.3, 0),
    target: density(0.6, 0.25),
    method: mongeAmpere({ discretisation: 'torus', stepSize: 0.02 }),
  };

  it('follows the flow between 1 + .3 sin and 1 + .6 cos', async () => {
    const maps = await at(setup, [0.02, 0.04, 0.06, 0.6], mongeAmpereMap);
    const y = Float64Array.from({ length: 256 }, (_, i) => i / 256);
    const last = maps[3]!.image(y);
    const errors = maps.map((map) => Math.sqrt(map.image(y).reduce((sum, x, i) => sum + (x - last[i]!) ** 2, 0) / 256));
    for (const [i, expected] of [0.03089957807652277, 0.01258579992974004, 0.00508035694435444].entries()) {
      expect(Math.abs(errors[i]! - expected)).toBeLessThan(3e-5);
    }
    const points = Float64Array.of(0, 0.25, 0.5, 0.75);
    const soon = [-0.03246541607153993, 0.17319716847176533, 0.5611730071175905, 0.8122885648604707];
    const brenier = [-0.03843358780079948, 0.1568704863781693, 0.580477795772849, 0.8222875383287704];
    for (const i of points.keys()) {
      expect(Math.abs(maps[1]!.image(points)[i]! - soon[i]!)).toBeLessThan(1e-4);
      expect(Math.abs(maps[3]!.image(points)[i]! - brenier[i]!)).toBeLessThan(1e-4);
      expect(maps[1]!.image(Float64Array.of(points[i]! + 3))[0]).toBeCloseTo(soon[i]! + 3, 3);
    }
    const back = maps[1]!.inverse(maps[1]!.image(points));
    for (const i of points.keys()) expect(back[i]).toBeCloseTo(points[i]!, 9);
  });

  it('refuses densities that have not one period', async () => {
    await expect(at({ ...setup, target: mixtureTarget }, [0.02], () => 0)).rejects.toThrow(
      /target \(mixture\): must have the period 1 of the bounds of the reference/,
    );
  });

  const angles: Setup = {
    count: 32,
    initial: vonMises({ concentration: 1 }),
    target: vonMises({ mean: [1], concentration: 2 }),
    method: mongeAmpere({ discretisation: 'torus', resolution: 64 }),
  };
  itKeepsTheContractOfAMethod(angles, 6);
});

const skew: Setup = {
  count: 400,
  initial: gaussian({ mean: [1, -1], covariance: [[1.5, 0.4], [0.4, 0.7]] }),
  target: gaussian({ mean: [0, 0.5], covariance: [[2, -0.5], [-0.5, 1]] }),
  method: mongeAmpere({ discretisation: 'gaussian' }),
}; // biome-ignore format: matrices
const skewReference = gaussian({ mean: [0, 0], covariance: [[0.6, 0.2], [0.2, 0.9]] }); // biome-ignore format: a matrix

/** Mean and covariance of T(Y) for an affine T and Y of covariance Θ. */
async function lawOf(ensemble: Ensemble): Promise<number[]> {
  const [a, b, c, d, e, f] = (await mongeAmpereMap(ensemble)).image(Float64Array.of(0, 0, 1, 0, 0, 1));
  const m = [[c! - a!, e! - a!], [d! - b!, f! - b!]]; // biome-ignore format: a matrix
  const theta = skewReference.moments!.covariance;
  const entry = (i: number, j: number): number =>
    [0, 1].reduce((sum, k) => sum + [0, 1].reduce((s, l) => s + m[i]![k]! * theta[k]![l]! * m[j]![l]!, 0), 0);
  return [a!, b!, entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)];
}

const SKEW = [0.8557084160543894, -0.5603021934029402, 1.6209712383968402, -0.03241159162127679, -0.032411591621276895, 0.7930039023287065]; // biome-ignore format: mean, then rows of the covariance

describe('between Gaussians', () => {
  it('is the closed form with matrices that do not commute, and knows its speed', async () => {
    const method = mongeAmpere({ discretisation: 'gaussian', stepSize: 0.1, reference: skewReference });
    const [{ law, speed }] = (await at({ ...skew, method }, [0.4], async (ensemble) => ({
      law: await lawOf(ensemble),
      speed: ensemble.solver.residual,
    }))) as [{ law: number[]; speed: number }];
    for (const [i, value] of SKEW.entries()) expect(law[i]).toBeCloseTo(value, 8);
    expect(speed).toBeCloseTo(1.2406669896416596, 8);
  });

  it('dissipates −∫⟨v, ∇²u v⟩ρ', async () => {
    const setup: Setup = {
      count: 8,
      initial: normal(1, 0.8),
      target: normal(2.25, -0.4),
      method: mongeAmpere({ discretisation: 'gaussian', stepSize: 0.001, reference: normal(0.49) }),
    };
    const [curve] = await at(setup, [1.001], ({ energy }) => energy.slice(-3).map(([, value]) => value));
    expect((curve![2]! - curve![0]!) / 0.002).toBeCloseTo(-0.12883309124199982, 6);
  });

  it('comes to Examples 2 and 3 of the paper', async () => {
    const eta = normal(0.25);
    const [two] = await at({ count: 8, initial: eta, target: standard, method: mongeAmpere({ discretisation: 'gaussian' }) }, [1], mongeAmpereMap); // biome-ignore format: one line
    expect(two!.image(Float64Array.of(0.5))[0]).toBeCloseTo(0.9878636689597663, 9);
    const diagonal = (a: number, b: number) => gaussian({ covariance: [[a, 0], [0, b]] }); // biome-ignore format: a matrix
    const method = mongeAmpere({ discretisation: 'gaussian', reference: diagonal(1, 0.5) });
    const [three] = await at({ count: 8, initial: plane, target: diagonal(4, 2), method }, [1], mongeAmpereMap);
    const [first, , , second] = three!.image(Float64Array.of(1, 0, 0, Math.sqrt(0.5)));
    expect(first! ** 2).toBeCloseTo(2.443196921062583, 9);
    expect(second! ** 2).toBeCloseTo(1.8225762608727538, 9);
  });

  itKeepsTheContractOfAMethod(skew, 6);
});

describe('on a grid', () => {
  it('follows Gaussians whose matrices do not commute, with no error of the grid', async () => {
    for (const resolution of [33, 65]) {
      const method = mongeAmpere({
        discretisation: 'grid',
        stepSize: 0.1,
        reference: skewReference,
        resolution,
        tolerance: 1e-6,
      });
      const [law] = await at({ ...skew, method }, [0.4], lawOf);
      for (const [i, value] of SKEW.entries()) expect(Math.abs(law![i]! - value)).toBeLessThan(1e-4);
    }
  });

  it('goes to a mixture with correlated modes, mapping noise to samples', async () => {
    const target = mixture({
      weights: [0.5, 0.5],
      means: [[-1, 0], [1, 0.5]],
      covariances: [[[1, 0.3], [0.3, 1]], [[0.8, -0.3], [-0.3, 0.8]]],
    }); // biome-ignore format: matrices
    const setup = {
      count: 4000,
      initial: plane,
      target,
      method: mongeAmpere({ discretisation: 'grid', stepSize: 0.5 }),
    };
    const [[moments, solver, kl]] = (await at(setup, [8], async ({ columns, solver, energy }) => [
      momentsOf(await columns.position.pull(), 2),
      solver,
      energy.at(-1)![1],
    ])) as [[ReturnType<typeof momentsOf>, Ensemble['solver'], number]];
    expect(Math.abs(kl)).toBeLessThan(5e-3);
    expect(solver).toMatchObject({ status: 'stationary', resolution: 65 });
    expect(solver.smallestDeterminant).toBeGreaterThan(0);
    expect(Math.abs((solver.targetMass as number) - 1)).toBeLessThan(5e-3);
    // Four standard errors of 4,000 samples.
    for (const i of [0, 1]) {
      expect(Math.abs(moments.mean[i]! - target.moments!.mean[i]!)).toBeLessThan(0.09);
      for (const j of [0, 1])
        expect(Math.abs(moments.covariance[i]![j]! - target.moments!.covariance[i]![j]!)).toBeLessThan(0.18);
    }
  });

  it('gives a particle moved by hand the noise that is mapped there', async () => {
    const { world, ensemble } = await worldWith({ ...skew, initial: plane, method: mongeAmpere({ discretisation: 'grid', resolution: 33 }) }); // biome-ignore format: one line
    await step(world, { steps: 2 });
    const others = (await ensemble.columns.mirrorPosition!.pull()).slice(2);
    setComponent(world, world.particles.of(ensemble.entity)[0]!, Position, { value: [0.7, -0.2] });
    const map = await mongeAmpereMap(ensemble);
    await step(world, { steps: 1 });
    const noise = await ensemble.columns.mirrorPosition!.pull();
    const [x, y] = map.image(Float64Array.from(noise.subarray(0, 2)));
    expect(x).toBeCloseTo(0.7, 5);
    expect(y).toBeCloseTo(-0.2, 5);
    expect(noise.slice(2)).toEqual(others);
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(
    { ...skew, initial: plane, method: mongeAmpere({ discretisation: 'grid', resolution: 17 }) },
    6,
  );
});

describe('from samples', () => {
  const quantilesOf = (target: typeof standard, count: number) =>
    empirical({ points: Array.from({ length: count }, (_, i) => [target.quantile!((i + 0.5) / count)]) });

  it('errs by O(ε²)', async () => {
    const target = normal(2.25, 0.5);
    const y = Float64Array.of(-1, 0, 1);
    const exact: Setup = { count: 8, initial: standard, target, method: mongeAmpere({ discretisation: 'gaussian' }) };
    const [expected] = await at(exact, [0.8], async (ensemble) => (await mongeAmpereMap(ensemble)).image(y));
    const errors: [number, number][] = [];
    for (const epsilon of [0.4, 0.2, 0.1]) {
      const setup = { ...line, count: 800, target: quantilesOf(target, 800), method: mongeAmpere({ discretisation: 'samples', stepSize: 0.4, epsilon }) }; // biome-ignore format: one line
      const [image] = await at(setup, [0.8], async (ensemble) => (await mongeAmpereMap(ensemble)).image(y));
      errors.push([epsilon, Math.hypot(...image!.map((value, i) => value - expected![i]!))]);
    }
    expect(errors[2]![1]).toBeLessThan(0.02);
    expect(fittedOrder(errors)).toBeGreaterThan(1.5);
  });

  it('maps new noise to new samples of the data', async () => {
    const setup = { count: 1000, initial: plane, target: mixture({ means: [[-1.5, 0], [1.5, 0]], scale: 0.6 }), method: mongeAmpere({ discretisation: 'samples', stepSize: 0.2, epsilon: 0.1 }) }; // biome-ignore format: one line
    const [map] = await at(setup, [6], mongeAmpereMap);
    const samples = map!.image(Float64Array.from(plane.sample!(2000, 'new noise')));
    const { mean, covariance } = momentsOf(samples, 2);
    // Four standard errors of the 1,000 data and the 2,000 samples together.
    for (const [i, bound] of [0.25, 0.1].entries()) expect(Math.abs(mean[i]!)).toBeLessThan(bound);
    expect(Math.abs(covariance[0]![0]! - 2.61)).toBeLessThan(0.3);
    expect(Math.abs(covariance[1]![1]! - 0.36)).toBeLessThan(0.09);
  });

  it('takes any reference with a density', async () => {
    const method = mongeAmpere({ discretisation: 'samples', stepSize: 0.2, epsilon: 0.1 });
    const setup = { ...line, count: 600, initial: mixtureTarget, target: quantilesOf(standard, 600), method };
    const [moments] = await at(setup, [8], async ({ columns }) => momentsOf(await columns.position.pull()));
    expect(moments!.mean[0]).toBeCloseTo(0, 1);
    expect(Math.abs(moments!.covariance[0]![0]! - 1)).toBeLessThan(0.05);
  });

  it('finds the map without the particles where it draws noise of its own', async () => {
    const imagesOf = async (placement: 'quantiles' | 'random', noise?: number): Promise<number[]> => {
      const method = mongeAmpere({ discretisation: 'samples', stepSize: 0.2, noise });
      const setup = { ...line, count: 50, placement, target: quantilesOf(normal(2.25, 0.5), 50), method };
      const [map] = await at(setup, [0.4], mongeAmpereMap);
      return Array.from(map!.image(Float64Array.of(-1, 0, 1)));
    };
    expect(await imagesOf('quantiles', 40)).toEqual(await imagesOf('random', 40));
    expect(await imagesOf('quantiles')).not.toEqual(await imagesOf('random'));
    expect(await imagesOf('quantiles', 40)).not.toEqual(await imagesOf('quantiles', 41));
  });

  it('refuses a step that is no multiple of ε', async () => {
    const method = mongeAmpere({ discretisation: 'samples', stepSize: 0.1, epsilon: 0.03 });
    await expect(at({ ...line, method }, [1], () => 0)).rejects.toThrow(
      /stepSize: must be a multiple of epsilon \(0.03\), the time of an iteration, got 0.1/,
    );
  });

  itKeepsTheContractOfAMethod(
    { ...skew, count: 48, initial: plane, method: mongeAmpere({ discretisation: 'samples', stepSize: 0.2 }) },
    6,
  );
});

describe('bad input', () => {
  const refusal = (setup: Partial<Setup>, message: RegExp) =>
    expect(at({ ...line, count: 16, ...setup } as Setup, [1], () => 0)).rejects.toThrow(message);

  it('names the dimension that a discretisation needs', async () => {
    const flat = { initial: plane, target: plane, placement: 'random' as const };
    await refusal(
      { ...flat, method: mongeAmpere({ discretisation: 'interval' }) },
      /interval needs dimension 1, got 2/,
    );
    await refusal({ ...flat, method: mongeAmpere({ discretisation: 'torus' }) }, /torus needs dimension 1, got 2/);
    await refusal({ method: mongeAmpere({ discretisation: 'grid' }) }, /grid needs dimension 2, got 1/);
    await refusal(
      { method: mongeAmpere({ discretisation: 'interval', reference: plane }) },
      /^reference: must have dimension 1, got 2/,
    );
  });

  it('names measures that do not fit', async () => {
    await refusal(
      { method: mongeAmpere({ discretisation: 'gaussian' }) },
      /gaussian needs Gaussians, and the target is/,
    );
    await refusal(
      { initial: plane, target: plane, placement: 'random', method: mongeAmpere({ discretisation: 'grid', reference: mixture({ means: [[0, 0], [1, 1]] , scale: 1 }) }) },
      /reference: must be the initial measure \(gaussian\), unless both are Gaussian, got mixture/,
    ); // biome-ignore format: one call
    const data = empirical({ points: [[0], [1]] });
    await refusal({ target: data }, /^target: an empirical measure has no density/);
    const placement = 'random' as const;
    await refusal(
      { placement, initial: data, method: mongeAmpere({ discretisation: 'samples' }) },
      /^initial: an empirical measure has no density/,
    );
    await refusal(
      { method: mongeAmpere({ discretisation: 'interval', reference: data }) },
      /^reference: an empirical measure has no density/,
    );
    await refusal(
      { method: mongeAmpere({ discretisation: 'interval', resolution: 24 }) },
      /resolution: must put at least 4 nodes between the quartiles of the reference \(gaussian\), got/,
    );
  });

  it('names parameters that make no sense', () => {
    expect(() => mongeAmpere({ discretisation: 'interval', stepSize: 0 })).toThrow(/stepSize: must be more than 0/);
    expect(() => mongeAmpere({ discretisation: 'mesh' as 'grid' })).toThrow(/discretisation: must be "gaussian" or/);
    expect(() => mongeAmpere({ discretisation: 'grid', resolution: 4 })).toThrow(/resolution: must be at least 8/);
  });

  it('cannot take over from another method, nor from itself with other parameters', async () => {
    for (const first of [langevin({ stepSize: 0.01 }), line.method]) {
      const { world, ensemble } = await worldWith({ ...line, method: first });
      await step(world, { steps: 2 });
      setMethod(world, ensemble.entity, mongeAmpere({ discretisation: 'interval', stepSize: 0.02 }));
      await expect(step(world, { steps: 1 })).rejects.toThrow(/its initial measure, which it left 2 steps ago/);
      disposeWorld(world);
    }
  });

  it('has no map before the first step', async () => {
    const { world, ensemble } = await worldWith(line);
    await expect(mongeAmpereMap(ensemble)).rejects.toThrow(/must have taken a step of monge-ampere to have its map/);
    disposeWorld(world);
  });
});
