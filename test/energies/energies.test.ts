import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blobEntropy,
  type EvaluationCount,
  klEnergy,
  potentialEnergy,
  sumOfEnergies,
} from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import {
  banana,
  custom,
  doubleWell,
  eightGaussians,
  funnel,
  gaussian,
  quartic as quarticTarget,
} from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { cloud, largestGap, quadratic, quartic } from './clouds.ts';
import { differences } from './differences.ts';
import { fivePoints, sevenPoints } from './reference.ts';

const blob = (dimension: number, bandwidth: number, mostPairs?: number) =>
  blobEntropy({ dimension, bandwidth, mostPairs });

beforeAll(() => testBackend());

describe('the blob free energy', () => {
  it('has the reference energy, gradient and Hessian-vector product', async () => {
    const { points, direction, bandwidth, b, energy, gradient, hessianVector } = sevenPoints;
    const model = await sumOfEnergies(quartic(2, b), blob(2, bandwidth)).at(Float64Array.from(points.flat()));
    expect(model.value).toBeCloseTo(energy, 12);
    expect(largestGap(model.gradient, gradient.flat())).toBeLessThan(1e-11);
    const product = await model.hessianVector(Float64Array.from(direction.flat()));
    expect(largestGap(product, hessianVector.flat())).toBeLessThan(1e-11);
  });

  it('has the reference energy and gradient in one dimension', async () => {
    const model = await sumOfEnergies(quadratic(1), blob(1, fivePoints.bandwidth)).at(
      Float64Array.from(fivePoints.points),
    );
    expect(model.value).toBeCloseTo(fivePoints.energy, 12);
    expect(largestGap(model.gradient, fivePoints.gradient)).toBeLessThan(1e-12);
  });

  it('has the same values with a potential from the tensor backend, in float32', async () => {
    const { points, direction, bandwidth, energy, gradient, hessianVector } = sevenPoints;
    const target = custom({
      dimension: 2,
      logDensity: (x) =>
        tf.sum(tf.sub(tf.mul(0.5, tf.square(x)), tf.mul(0.25, tf.square(tf.square(x)))), 1) as tf.Tensor1D,
    });
    const model = await klEnergy(target, bandwidth).at(Float64Array.from(points.flat()));
    expect(Math.abs(model.value - energy)).toBeLessThan(1e-6);
    expect(largestGap(model.gradient, gradient.flat())).toBeLessThan(1e-5);
    const product = await model.hessianVector(Float64Array.from(direction.flat()));
    expect(largestGap(product, hessianVector.flat())).toBeLessThan(1e-4);
  });
});

describe('the blob entropy', () => {
  it('has the gradient and Hessian of its value (property: d = 1 … 4, any bandwidth)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0.15, max: 3, noNaN: true }),
        fc.string({ minLength: 1, maxLength: 4 }),
        async (dimension, count, bandwidth, seed) => {
          const energy = blob(dimension, bandwidth);
          const x = cloud(count, dimension, seed);
          const p = cloud(count, dimension, `${seed}+`);
          const model = await energy.at(x);
          const exact = await differences(energy, x, p, 1e-5 * bandwidth);
          expect(largestGap(model.gradient, exact.gradient)).toBeLessThan((1e-6 * count) / bandwidth);
          const product = await model.hessianVector(p);
          expect(largestGap(product, exact.product)).toBeLessThan((1e-6 * count) / bandwidth ** 2);
        },
      ),
      { numRuns: 25, seed: 3 },
    );
  });

  it('is that of one Gaussian for one particle, and of one Gaussian for coinciding particles', async () => {
    for (const [count, dimension, bandwidth] of [
      [1, 1, 0.3],
      [1, 3, 2],
      [40, 2, 0.01],
    ] as const) {
      const model = await blob(dimension, bandwidth).at(new Float64Array(count * dimension).fill(0.7));
      expect(model.value).toBeCloseTo(-0.5 * dimension * Math.log(2 * Math.PI * bandwidth ** 2), 10);
      expect(model.gradient.every((value) => Math.abs(value) < 1e-12)).toBe(true);
    }
  });

  it('has a symmetric Hessian that annihilates translations, whose forces sum to zero', async () => {
    const model = await blob(2, 0.4).at(cloud(60, 2));
    const [p, q] = [cloud(60, 2, 'p'), cloud(60, 2, 'q')];
    const [hp, hq] = [await model.hessianVector(p), await model.hessianVector(q)];
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    expect(dot(q, hp)).toBeCloseTo(dot(p, hq), 9);
    const shifted = await model.hessianVector(new Float64Array(120).fill(1));
    expect(largestGap(shifted, new Float64Array(120))).toBeLessThan(1e-12);
    expect(model.gradient.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
  });

  it('scales: X and δ times s lower it by d log s, and divide forces by s', async () => {
    const x = cloud(50, 3);
    const [one, five] = [await blob(3, 0.5).at(x), await blob(3, 2.5).at(x.map((value) => 5 * value))];
    expect(five.value).toBeCloseTo(one.value - 3 * Math.log(5), 12);
    expect(
      largestGap(
        five.gradient.map((value) => 5 * value),
        one.gradient,
      ),
    ).toBeLessThan(1e-12);
  });

  it('is the same from the list of near pairs and from the fused kernels', async () => {
    for (const [count, dimension, bandwidth] of [
      [300, 1, 0.05],
      [300, 2, 0.2],
      [200, 3, 0.02],
      [150, 5, 1.5],
    ] as const) {
      const x = cloud(count, dimension);
      const p = cloud(count, dimension, 'p');
      const [listed, fused] = [await blob(dimension, bandwidth).at(x), await blob(dimension, bandwidth, 0).at(x)];
      expect(fused.noise).toBeGreaterThan(listed.noise);
      expect(Math.abs(fused.value - listed.value)).toBeLessThan(3 * fused.noise);
      expect(largestGap(fused.gradient, listed.gradient)).toBeLessThan(3e-5 * (1 + listed.forceScale));
      const [a, b] = [await listed.hessianVector(p), await fused.hessianVector(p)];
      expect(largestGap(a, b)).toBeLessThan(3e-5 * (1 + Math.hypot(...a)));
    }
  });

  it('refuses a bandwidth that is not a number > 0', () => {
    for (const bandwidth of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => blob(2, bandwidth)).toThrow(InputError);
      expect(() => blob(2, bandwidth)).toThrow(/^bandwidth: /);
    }
  });
});

describe('the potential energy of a target', () => {
  const targets = [
    gaussian({
      mean: [1, -1],
      covariance: [
        [2, 0.5],
        [0.5, 1],
      ],
    }),
    eightGaussians({ radius: 2, scale: 0.7 }),
    banana(),
    funnel(),
    quarticTarget({ dimension: 2 }),
    doubleWell(),
  ];

  it.each(targets.map((target) => [target.name, target] as const))(
    'of %s has its gradient and Hessian',
    async (_, target) => {
      const energy = potentialEnergy(target);
      const x = cloud(6, target.dimension, 'x').map((value) => Math.fround(0.7 * value));
      const p = cloud(6, target.dimension, 'p');
      const model = await energy.at(x);
      const { gradient, product } = await differences(energy, x, p, 4e-3);
      const scale = 1 + Math.max(...model.gradient.map(Math.abs));
      expect(largestGap(model.gradient, gradient)).toBeLessThan(5e-3 * scale);
      const exact = await model.hessianVector(p);
      expect(largestGap(exact, product)).toBeLessThan(5e-3 * (scale + Math.max(...exact.map(Math.abs))));
    },
  );

  it('counts its evaluations: d products build the Hessian up to 8 dimensions, each product counts above', async () => {
    for (const [dimension, first, second] of [
      [2, 2, 2],
      [8, 8, 8],
      [9, 1, 2],
    ] as const) {
      const count: EvaluationCount = { gradientEvaluations: 0, densityEvaluations: 0 };
      const model = await potentialEnergy(gaussian({ dimension }), count).at(cloud(5, dimension));
      expect(count).toEqual({ gradientEvaluations: 5, densityEvaluations: 5 });
      const p = cloud(5, dimension, 'p');
      expect(largestGap(await model.hessianVector(p), p)).toBeLessThan(1e-5);
      expect(count.gradientEvaluations).toBe(5 * (1 + first));
      await model.hessianVector(p);
      expect(count.gradientEvaluations).toBe(5 * (1 + second));
      expect(count.densityEvaluations).toBe(5);
    }
  });

  it('leaves no tensor behind', async () => {
    const energy = klEnergy(banana(), 0.3);
    const before = tf.memory().numTensors;
    const model = await energy.at(cloud(20, 2));
    await model.hessianVector(cloud(20, 2, 'p'));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a sum of energies', () => {
  it('refuses nothing, and energies of different dimensions', () => {
    expect(() => sumOfEnergies()).toThrow(InputError);
    expect(() => sumOfEnergies(quadratic(2), blob(3, 1))).toThrow('dimension 2, got 3');
  });
});
