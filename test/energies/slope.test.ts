import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blobEntropy,
  type Energy,
  fisherHyvarinenDivergence,
  fisherInformation,
  interactionEnergy,
  kineticEnergy,
  klEnergy,
  modifiedEnergy,
  potentialEnergy,
  scaledEnergy,
  squaredSlope,
  sumOfEnergies,
} from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { gaussian, quartic as quarticTarget } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { cloud, dot, largestGap, normalQuantiles, quadratic, quartic } from './clouds.ts';
import { differences } from './differences.ts';
import { sevenPoints } from './reference.ts';

beforeAll(() => testBackend());

const entropy = (dimension: number) => blobEntropy({ dimension, bandwidth: 0.6 });
const attraction = (dimension: number) =>
  interactionEnergy({ kernel: { type: 'attractive-repulsive', attraction: 3, softening: 0.5 }, dimension });
const kl = (dimension: number) => sumOfEnergies(quartic(dimension, 1), entropy(dimension));

/** Energies of every kind, in float64. */
const energies: [string, (dimension: number) => Energy][] = [
  ['the potential', (d) => quartic(d, 1)],
  ['the blob entropy', entropy],
  ['the interaction', attraction],
  ['the free energy', kl],
  ['everything, scaled', (d) => sumOfEnergies(scaledEnergy(kl(d), 0.7), scaledEnergy(attraction(d), 1.3))],
];

/** The same energy, which hides its third derivative. */
const withoutThird = (energy: Energy): Energy => ({
  dimension: energy.dimension,
  at: async (points) => ({ ...(await energy.at(points)), hessianChange: undefined }) as never,
});

const meanSquare = (x: Float64Array): number => dot(x, x) / x.length;

describe.each(energies)('of %s', (_name, energyIn) => {
  it.each([
    ['the squared slope', squaredSlope],
    ['the modified energy', (energy: Energy) => modifiedEnergy(energy, 0.3)],
    ['the modified modified energy', (energy: Energy) => modifiedEnergy(modifiedEnergy(energy, 0.1), 0.2)],
  ])('%s has the derivatives of its value (property: d = 1 … 3)', async (_change, change) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.string({ minLength: 1, maxLength: 4 }),
        async (dimension, count, seed) => {
          const energy = change(energyIn(dimension));
          const [x, p] = [cloud(count, dimension, seed), cloud(count, dimension, `${seed}+`)];
          const model = await energy.at(x);
          const exact = await differences(energy, x, p, 1e-5);
          const scale = 1 + model.forceScale;
          expect(largestGap(model.gradient, exact.gradient)).toBeLessThan(1e-6 * scale * count);
          const product = await model.hessianVector(p);
          expect(largestGap(product, exact.product)).toBeLessThan(1e-5 * (scale + Math.hypot(...product)));
        },
      ),
      { numRuns: 8, seed: 7 },
    );
  });

  it('the squared slope is the mean of |G|², its gradient 2HG, and its Hessian is symmetric', async () => {
    const [x, p, q] = [cloud(30, 2), cloud(30, 2, 'p'), cloud(30, 2, 'q')];
    const inner = await energyIn(2).at(x);
    const model = await squaredSlope(energyIn(2)).at(x);
    expect(model.value).toBeCloseTo(2 * meanSquare(inner.gradient), 12);
    const twice = (await inner.hessianVector(inner.gradient)).map((value) => 2 * value);
    expect(model.gradient).toEqual(twice);
    const [hp, hq] = [await model.hessianVector(p), await model.hessianVector(q)];
    expect(Math.abs(dot(q, hp) - dot(p, hq))).toBeLessThan(1e-9 * Math.hypot(...hp) * Math.hypot(...q));
  });

  it('the modified energy is J − (η/4) mean |G|² with the gradient (I − (η/2)H)G, and J itself for η = 0', async () => {
    const x = cloud(30, 2);
    const inner = await energyIn(2).at(x);
    const image = await inner.hessianVector(inner.gradient);
    for (const eta of [0, 0.05, 1]) {
      const model = await modifiedEnergy(energyIn(2), eta).at(x);
      expect(model.value).toBeCloseTo(inner.value - (eta / 2) * meanSquare(inner.gradient), 12);
      const expected = inner.gradient.map((value, i) => value - (eta / 2) * image[i]!);
      expect(largestGap(model.gradient, expected)).toBeLessThan(1e-12 * (1 + model.forceScale));
    }
  });

  it('the third derivative by differences is the exact one', async () => {
    const [x, p, q] = [cloud(30, 2), cloud(30, 2, 'p'), cloud(30, 2, 'q')];
    const exact = await squaredSlope(energyIn(2)).at(x);
    const stencil = await squaredSlope(withoutThird(energyIn(2))).at(x);
    for (const direction of [p, q]) {
      const [a, b] = [await exact.hessianVector(direction), await stencil.hessianVector(direction)];
      expect(largestGap(a, b)).toBeLessThan(1e-8 * Math.hypot(...a));
    }
  });
});

describe('the third derivative', () => {
  it('of the blob entropy is symmetric, and does not depend on how its sums are done', async () => {
    const [x, p, q] = [cloud(200, 2), cloud(200, 2, 'p'), cloud(200, 2, 'q')];
    const listed = await blobEntropy({ dimension: 2, bandwidth: 0.3 }).at(x);
    const fused = await blobEntropy({ dimension: 2, bandwidth: 0.3, mostPairs: 0 }).at(x);
    const [pq, qp] = [await listed.hessianChange!(p, q), await listed.hessianChange!(q, p)];
    expect(largestGap(pq, qp)).toBeLessThan(1e-12 * Math.hypot(...pq));
    expect(await fused.hessianChange!(p, q)).toEqual(pq);
  });

  it('is good to 1e-6 with fused sums in float32, by differences to 1e-4', async () => {
    const [x, p] = [cloud(100, 2), cloud(100, 2, 'p')];
    const direct = fisherInformation({ dimension: 2, bandwidth: 0.5 });
    const exact = await (await direct.at(x)).hessianVector(p);
    const fused = blobEntropy({ dimension: 2, bandwidth: 0.5, mostPairs: 0 });
    // Measured: 5e-7 and 3e-5.
    for (const [energy, accuracy] of [
      [fused, 2e-6],
      [withoutThird(fused), 1e-4],
    ] as const) {
      const product = await (await squaredSlope(energy).at(x)).hessianVector(p);
      expect(largestGap(product, exact)).toBeLessThan(accuracy * Math.max(...exact.map(Math.abs)));
    }
    const kinetic = await (await kineticEnergy(quarticTarget({ dimension: 2 })).at(x)).hessianVector(p);
    const closed = await (await squaredSlope(quartic(2)).at(x)).hessianVector(p);
    expect(largestGap(kinetic, closed)).toBeLessThan(1e-4 * Math.max(...closed.map(Math.abs)));
  });

  it('of a cloud at one point, and along no direction, is finite', async () => {
    const energy = squaredSlope(quartic(2, 1));
    const model = await energy.at(new Float64Array(6).fill(1.2));
    // |x³ − x|²: the second derivative is 30x⁴ − 24x² + 2.
    const expected = 30 * 1.2 ** 4 - 24 * 1.2 ** 2 + 2;
    expect((await model.hessianVector(new Float64Array(6).fill(1)))[3]).toBeCloseTo(expected, 8);
    expect(await model.hessianVector(new Float64Array(6))).toEqual(new Float64Array(6));
  });
});

describe('the named biases', () => {
  it('the Fisher information of N(0, s²) is 1/s²; the error of the blob falls faster than δ²', async () => {
    const errorAt = async (s: number, bandwidth: number): Promise<number> => {
      const { value } = await fisherInformation({ dimension: 1, bandwidth: bandwidth * s }).at(normalQuantiles(500, s));
      return value * s * s - 1;
    };
    for (const s of [0.5, 1, 2]) {
      // Measured: −.0386 and −.0065, with 2000 particles −.0377 and −.0036.
      expect(Math.abs(await errorAt(s, 0.4))).toBeLessThan(0.04);
      expect(Math.abs(await errorAt(s, 0.2))).toBeLessThan(0.008);
    }
  });

  it('the Fisher-Hyvärinen divergence of N(0, s²) to N(0, λ) is (1/λ − 1/s²)² s²', async () => {
    for (const [s, lambda] of [
      [2, 1],
      [0.5, 1],
      [1, 2.5],
    ] as const) {
      const target = gaussian({ mean: [0], covariance: [[lambda]] });
      const { value } = await fisherHyvarinenDivergence(target, 0.2 * s).at(normalQuantiles(500, s));
      // Measured, relative: .0023, −.0086, −.0106.
      expect(Math.abs(value / ((1 / lambda - 1 / s ** 2) ** 2 * s ** 2) - 1)).toBeLessThan(0.013);
    }
  });

  it('the Fisher-Hyvärinen divergence is the squared slope of KL, and vanishes with its force', async () => {
    const target = gaussian({ dimension: 2 });
    const x = cloud(40, 2);
    const model = await fisherHyvarinenDivergence(target, 0.4).at(x);
    expect(model.value).toBeCloseTo(2 * meanSquare((await klEnergy(target, 0.4).at(x)).gradient), 12);
    expect((await fisherHyvarinenDivergence(target, 0.4).at(new Float64Array(10))).value).toBe(0);
  });

  it('the kinetic energy of V = |x|²/2λ is E|x|²/λ², exactly', async () => {
    const x = normalQuantiles(100, 1.5);
    const target = gaussian({ mean: [0], covariance: [[2]] });
    expect((await kineticEnergy(target).at(x)).value).toBeCloseTo(1.5 ** 2 / 4, 6);
    expect((await squaredSlope(quadratic(1, 0.5)).at(x)).value).toBeCloseTo(1.5 ** 2 / 4, 13);
  });

  it('count the evaluations of their target', async () => {
    const count = { gradientEvaluations: 0, densityEvaluations: 0 };
    await kineticEnergy(gaussian({ dimension: 2 }), count).at(cloud(5, 2));
    // The gradient, and two columns of the Hessian for the gradient of the slope.
    expect(count).toEqual({ gradientEvaluations: 15, densityEvaluations: 5 });
    await modifiedEnergy(potentialEnergy(gaussian({ dimension: 2 }), count), 0.1).at(cloud(5, 2));
    expect(count).toEqual({ gradientEvaluations: 30, densityEvaluations: 10 });
  });
});

describe('the modified free energy', () => {
  it('has the reference gradient (I − (η/2)H)G where H is applied to G', async () => {
    const { points, direction, bandwidth, b, gradient, hessianVector } = sevenPoints;
    const energy = sumOfEnergies(quartic(2, b), blobEntropy({ dimension: 2, bandwidth }));
    const model = await modifiedEnergy(energy, 0.2).at(Float64Array.from(points.flat()));
    // Symmetry of H turns the reference product into one with G: ⟨∇J^η, P⟩ = ⟨G, P⟩ − (η/2)⟨G, HP⟩.
    const [g, p, hp] = [gradient, direction, hessianVector].map((rows) => Float64Array.from(rows.flat()));
    expect(dot(model.gradient, p!)).toBeCloseTo(dot(g!, p!) - 0.1 * dot(g!, hp!), 10);
  });

  it('refuses a step that is negative or no number', () => {
    for (const eta of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => modifiedEnergy(quadratic(1), eta)).toThrow(InputError);
      expect(() => modifiedEnergy(quadratic(1), eta)).toThrow(/^eta: must be a number >= 0, got /);
    }
    expect(() => scaledEnergy(quadratic(1), Number.NaN)).toThrow(/^factor: must be a finite number, got NaN$/);
  });
});
