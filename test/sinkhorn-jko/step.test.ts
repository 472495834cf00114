import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type SinkhornJkoSolver, sinkhornJkoStep } from '../../src/sinkhorn-jko/index.ts';
import { energyOf, lawOfMasses, type SiteEnergy, siteKernel } from '../../src/sites/index.ts';
import { sinkhornDivergence } from '../../src/transport/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { type Experiment, line, momentsOnLine, square, steps } from './support.ts';

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** R at a by its definition, in plain sums. */
function ratio(sites: Float64Array, epsilon: number, masses: Float64Array, a: Float64Array, factors: Float64Array) {
  const apply = (v: Float64Array): Float64Array =>
    sites.map((x) => sites.reduce((sum, y, j) => sum + Math.exp(-((x - y) ** 2) / epsilon) * v[j]!, 0));
  const image = apply(factors.map((factor, i) => factor * a[i]!));
  const pull = apply(masses.map((mass, j) => mass / image[j]!));
  const slope = apply(a);
  return factors.map((factor, i) => (factor * pull[i]!) / slope[i]!);
}

describe('a Sinkhorn JKO step', () => {
  it('leaves a law that minimises the energy as it is, also where other laws are as good to any tolerance', async () => {
    const sites = Float64Array.from({ length: 161 }, (_, i) => -2 + i / 40);
    const kernel = siteKernel({ sites, dimension: 1, epsilon: 0.1 });
    const law = await lawOfMasses(kernel, sites.map((x) => (Math.abs(x) <= 0.8 ? 1 : 0))); // biome-ignore format: one line
    const potential = sites.map((x) => 10 * Math.max(Math.abs(x) - 0.8, 0) ** 2);
    const energy = { potential, entropy: 0, volumes: sites.map(() => 1 / 40) };
    const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.05 });
    expect(step).toMatchObject({ status: 'converged', report: { iterations: 0, supportSize: 65 } });
    step.law.masses.forEach((mass, i) => void expect(mass).toBeCloseTo(law.masses[i]!, 12));
  });

  it('meets the conditions of optimality on random problems, and keeps mass 1', async () => {
    const numbers = (min: number, max: number) =>
      fc.array(fc.double({ min, max, noNaN: true }), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        numbers(-1, 1),
        numbers(0, 1),
        numbers(-3, 3),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        async (places, weights, potential, epsilon, stepSize) => {
          // Sites that are all at one place are no problem of transport.
          const sites = Float64Array.from([2, ...places.slice(1)]);
          const kernel = siteKernel({ sites, dimension: 1, epsilon });
          const law = await lawOfMasses(
            kernel,
            Float64Array.from(weights, (w, i) => (i === 0 ? 1 : w < 0.3 ? 0 : w)),
          );
          const energy = { potential: Float64Array.from(potential), entropy: 0, volumes: sites };
          const tolerance = 1e-7;
          const step = await sinkhornJkoStep(kernel, law, energy, { stepSize, tolerance });
          expect(step.status).toBe('converged');
          expect(Math.abs(total(step.law.masses) - 1)).toBeLessThan(1e-12);
          const factors = energy.potential.map((v) => Math.exp((-2 * stepSize * v) / epsilon));
          const r = ratio(sites, epsilon, law.masses, step.law.coefficients, factors);
          expect(Math.max(...r) - 1).toBeLessThan(2 * tolerance);
          const missed = step.law.masses.reduce((sum, mass, i) => sum + mass * Math.abs(r[i]! - 1), 0);
          expect(missed).toBeLessThan(2 * tolerance);
          step.pressure.forEach((p, i) => {
            expect(p).toBeLessThanOrEqual(0);
            if (step.law.masses[i]! > 0) expect(p).toBe(0);
            else expect(Math.abs(p - (epsilon / (2 * stepSize)) * Math.log(r[i]!))).toBeLessThan(1e-4);
          });
          expect(energyOf(energy, step.law.masses)).toBeLessThanOrEqual(energyOf(energy, law.masses) + 1e-5);
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  it.each([
    [0.2, 0.05, 1, 0.5, 0.8],
    [0.4, 0.2, 0.7, 0.6, -0.3],
  ])('is the closed form of Gaussians, ε = %d, τ = %d, V = %d x²/2', async (epsilon, stepSize, lambda, s, m) => {
    const sites = line(-4, 4, 161);
    const { steps: taken } = await steps(
      {
        sites,
        epsilon,
        potential: (x) => (lambda * x ** 2) / 2,
        initial: (x) => Math.exp(-((x - m) ** 2) / (2 * s * s)),
      },
      1,
      { stepSize, tolerance: 1e-12 },
    );
    const { mean, variance } = momentsOnLine(taken[0]!.law.masses, sites);
    expect(Math.abs(mean - m / (1 + lambda * stepSize))).toBeLessThan(1e-8);
    expect(Math.abs(variance - gaussianStep(s * s, epsilon, lambda * stepSize))).toBeLessThan(1e-8);
  });

  // Masses that scipy's SLSQP found for E(μ) + S_ε(μ, μ_k)/(2τ) itself, Sinkhorn potentials converged to 1e-14.
  const eight: [string, Partial<SiteEnergy>, number[]][] = [
    ['a potential', {}, [0, 0.47135, 0, 0.288029, 0, 0, 0.00133, 0.23929]],
    [
      'a potential and an entropy',
      { entropy: 0.3 },
      [0.000567, 0.370877, 0.000005, 0.295092, 0.012066, 0.010509, 0.068839, 0.242047],
    ],
    ['a potential and an interaction', { interaction }, [0, 0.387531, 0, 0.308074, 0, 0, 0.043881, 0.260514]],
    [
      'all three',
      { entropy: 0.3, interaction },
      [0.00124, 0.290879, 0.000034, 0.301755, 0.006774, 0.035043, 0.104497, 0.259779],
    ],
  ];
  const index = Float64Array.from({ length: 8 }, (_, i) => i);
  const places = Float64Array.from([...index].flatMap((i) => [Math.sin((i + 1) * 1.7), Math.cos((i + 1) * 2.3)]));

  function interaction(masses: Float64Array): Float64Array {
    return masses.map((_, i) =>
      masses.reduce((sum, mass, j) => {
        const squared = (places[2 * i]! - places[2 * j]!) ** 2 + (places[2 * i + 1]! - places[2 * j + 1]!) ** 2;
        return sum + mass * 3 * Math.exp(-squared / 2);
      }, 0),
    );
  }

  async function eightSites(more: Partial<SiteEnergy>) {
    const kernel = siteKernel({ sites: places, dimension: 2, epsilon: 0.5 });
    const law = await lawOfMasses(
      kernel,
      index.map((i) => (i % 3 === 2 ? 0 : 1 + Math.cos(i))),
    );
    const potential = index.map((i) => 2 * Math.sin(3 * i + 1));
    return { kernel, law, energy: { potential, entropy: 0, volumes: index.map((i) => 0.5 + 0.1 * i), ...more } };
  }

  it.each(eight)('minimises the objective with %s, whichever the solver', async (_, more, expected) => {
    const { kernel, law, energy } = await eightSites(more);
    const solvers: [SinkhornJkoSolver, number, number][] = [
      ['auto', 1e-9, 2e-6],
      ['active-set', 1e-9, 2e-6],
      ['interior-point', 1e-9, 2e-6],
      ['multiplicative', 1e-6, 5e-5],
      ['mirror-descent', 1e-4, 1e-3],
    ];
    for (const [solver, tolerance, distance] of solvers) {
      const step = await sinkhornJkoStep(kernel, law, energy, {
        stepSize: 0.3,
        solver,
        tolerance,
        maxIterations: 5000,
      });
      expect(step.status).toBe('converged');
      for (const [i, mass] of expected.entries()) expect(Math.abs(step.law.masses[i]! - mass)).toBeLessThan(distance);
    }
  });

  it('has no lower neighbour in E + S_ε/(2τ)', async () => {
    const { kernel, law, energy } = await eightSites({ interaction });
    const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: 0.3, tolerance: 1e-9 });
    const cloud = { values: places, dimension: 2 };
    const objective = async (masses: Float64Array): Promise<number> => {
      const { value } = await sinkhornDivergence(cloud, cloud, {
        a: masses,
        b: law.masses,
        cost: 'squared',
        epsilon: 0.5,
        tolerance: 1e-10,
      });
      return energyOf(energy, masses) + value / 0.6;
    };
    const lowest = await objective(step.law.masses);
    for (let i = 0; i < 8; i++) {
      const nearby = step.law.masses.map((mass, j) => 0.98 * mass + (i === j ? 0.02 : 0));
      expect(await objective(nearby)).toBeGreaterThan(lowest);
    }
  });

  it.each([
    [0.5, 1, 0.05253034650178586, 0.37590733724],
    [1, 0.5, 0.06036395740146073, 0.37935005433],
  ])('takes mass between two sites, ε = %d', async (epsilon, height, stepSize, expected) => {
    const { steps: taken } = await steps(twoSites(epsilon, height), 20, { stepSize });
    expect(Math.abs(taken.at(-1)!.law.masses[1]! - expected)).toBeLessThan(1e-4);
  });

  it('comes to the flow with order 1 in τ', async () => {
    const [epsilon, height, time] = [0.8, 0.6, 1];
    const kappa = Math.exp(-1 / epsilon);
    const phi = ((2 / epsilon) * height * kappa * time) / Math.sqrt(1 - kappa ** 2);
    const angle = Math.acos(kappa);
    const exact = (Math.sin(phi) * Math.cos(angle - phi)) / Math.sin(angle);
    const errors = await Promise.all(
      [20, 40, 80].map(async (count): Promise<[number, number]> => {
        const stepSize = time / count;
        const { steps: taken } = await steps(twoSites(epsilon, height), count, { stepSize, tolerance: 1e-9 });
        return [stepSize, taken.at(-1)!.law.masses[1]! - exact];
      }),
    );
    expect(fittedOrder(errors)).toBeGreaterThan(0.85);
    expect(fittedOrder(errors)).toBeLessThan(1.15);
  });

  it('leaves a law on the minima of V where it is', async () => {
    const sites = line(-2, 2, 41);
    const flat: Experiment = {
      sites,
      epsilon: 0.3,
      potential: (x) => 10 * Math.max(Math.abs(x) - 0.8, 0) ** 2,
      initial: (x) => (Math.abs(x) < 0.85 ? 1 : 0),
    };
    const { steps: taken } = await steps(flat, 3, { stepSize: 0.1, tolerance: 1e-9 });
    const [start] = (await steps({ ...flat, potential: () => 0 }, 1, { stepSize: 0.1, tolerance: 1e-9 })).steps;
    const expected = momentsOnLine(start!.law.masses, sites).variance;
    expect(momentsOnLine(taken.at(-1)!.law.masses, sites).variance).toBeCloseTo(expected, 6);
  });

  it('stays finite where the kernel and E underflow: ε = .002, and 2τV/ε of thousands', async () => {
    const far: Experiment = {
      sites: line(-2, 2, 81),
      epsilon: 0.002,
      potential: (x) => 40 * (x - 2) ** 2,
      initial: (x) => (x === -2 ? 1 : 0),
    };
    for (const stepSize of [0.001, 0.5]) {
      for (const solver of ['auto', 'active-set', 'interior-point', 'multiplicative'] as const) {
        const { steps: taken } = await steps(far, 2, { stepSize, solver, maxIterations: 400 });
        for (const { law, pressure } of taken) {
          expect(Math.abs(total(law.masses) - 1)).toBeLessThan(1e-12);
          expect(pressure.every((p) => Number.isFinite(p) && p <= 0)).toBe(true);
          expect(law.coefficients.every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it('says when it ran out of iterations, and changes nothing it was given', async () => {
    const { kernel, law, energy } = await eightSites({});
    const before = { masses: law.masses.slice(), coefficients: law.coefficients.slice() };
    const step = await sinkhornJkoStep(kernel, law, energy, {
      stepSize: 0.3,
      solver: 'multiplicative',
      maxIterations: 3,
      tolerance: 1e-9,
    });
    expect(step.status).toBe('max-iterations');
    expect(step.report.iterations).toBe(3);
    expect(Math.abs(total(step.law.masses) - 1)).toBeLessThan(1e-12);
    expect(law).toEqual(before);
  });

  it('refuses what makes no sense, in one line', async () => {
    const { kernel, law, energy } = await eightSites({});
    const wrong = [
      [{ stepSize: 0 }, 'stepSize: must be a number > 0, got 0'],
      [{ stepSize: 1, tolerance: -1 }, 'tolerance: must be a number > 0, got -1'],
      [{ stepSize: 1, maxIterations: 1.5 }, 'maxIterations: must be an integer > 0, got 1.5'],
    ] as const;
    for (const [options, message] of wrong) {
      await expect(sinkhornJkoStep(kernel, law, energy, options)).rejects.toThrow(new InputError(message));
    }
    const sites = square(line(0, 1, 50));
    const large = siteKernel({ sites, dimension: 2, epsilon: 1 });
    const masses = new Float64Array(2500).fill(1 / 2500);
    const uniform = { masses, coefficients: masses };
    const flat = { potential: masses, entropy: 0, volumes: masses };
    await expect(sinkhornJkoStep(large, uniform, flat, { stepSize: 1, solver: 'interior-point' })).rejects.toThrow(
      'solver: interior-point takes a dense matrix of all sites, at most 2048, got 2500 sites; use active-set',
    );
  });
});

const twoSites = (epsilon: number, height: number): Experiment => ({
  sites: Float64Array.of(0, 1),
  epsilon,
  potential: (x) => height * (1 - x),
  initial: (x) => 1 - x,
});

/** The variance after one step in V″ = λ from the variance v, δ = λτ: A the variance of the Gaussian a, one equation in it by bisection. */
function gaussianStep(v: number, epsilon: number, delta: number): number {
  const residual = (A: number): number => {
    const tilted = 1 / (1 / A + (2 * delta) / epsilon);
    const precision = 1 / v - 1 / (tilted + epsilon / 2);
    return precision / (1 + (precision * epsilon) / 2) + (2 * delta) / epsilon - 1 / (A + epsilon / 2);
  };
  let [low, high] = [1e-9, 1e3];
  for (let i = 0; i < 200; i++) {
    const middle = Math.sqrt(low * high);
    if (residual(middle) * residual(low) > 0) low = middle;
    else high = middle;
  }
  return (low * (low + epsilon / 2)) / (2 * low + epsilon / 2);
}
