import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { quarticPosterior } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

interface Model {
  data: number[];
  noise: number;
  priorMean: number;
  priorScale: number;
}

const models: Model[] = [
  { data: [1.2, 1.9, 0.8, 1.5, 1.6], noise: 1, priorMean: 0, priorScale: 2 },
  { data: [2.1, 1.4, 3], noise: 0.8, priorMean: 0.5, priorScale: 1.1 },
  { data: [-0.4, 0.1], noise: 0.5, priorMean: -0.3, priorScale: 1 },
];

const normal = (value: number, mean: number, deviation: number): number =>
  -0.5 * ((value - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);

/** log p(y, θ), factor by factor. */
const joint =
  ({ data, noise, priorMean, priorScale }: Model) =>
  (theta: number): number =>
    data.reduce((sum, y) => sum + normal(y, theta * theta, noise), normal(theta, priorMean, priorScale));

/** ∫ f(θ) p(y, θ)/p(y, 0) dθ over [from, to] by the midpoint rule. */
function integral(model: Model, f: (theta: number) => number, from = -8, to = 8): number {
  const cells = 40_000;
  const h = (to - from) / cells;
  const logDensity = joint(model);
  const atZero = logDensity(0);
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const theta = from + (i + 0.5) * h;
    sum += h * f(theta) * Math.exp(logDensity(theta) - atZero);
  }
  return sum;
}

describe('the quartic posterior', () => {
  it.each(models)('has the log density of the definition: %o', (model) => {
    const logDensity = joint(model);
    const thetas = [-1.3, -0.2, 0.6, 1.4];
    const values = tf.tidy(() =>
      quarticPosterior({ ...model })
        .logDensity(tf.tensor2d(thetas.map((theta) => [theta])))
        .dataSync(),
    );
    for (const [i, theta] of thetas.entries()) expect(values[i]).toBeCloseTo(logDensity(theta) - logDensity(0), 4);
  });

  it.each(models)('has normaliser, moments, moments of squares and quantile of the definition: %o', (model) => {
    const target = quarticPosterior({ ...model });
    const mass = integral(model, () => 1);
    const power = (k: number): number => integral(model, (theta) => theta ** k) / mass;
    expect(target.logNormalizer).toBeCloseTo(Math.log(mass), 8);
    expect(target.moments!.mean[0]).toBeCloseTo(power(1), 8);
    expect(target.moments!.covariance[0]![0]).toBeCloseTo(power(2) - power(1) ** 2, 8);
    expect(target.squares!.mean[0]).toBeCloseTo(power(2), 8);
    expect(target.squares!.variance[0]).toBeCloseTo(power(4) - power(2) ** 2, 8);
    expect(integral(model, () => 1, -8, target.quantile!(0.3)) / mass).toBeCloseTo(0.3, 7);
    const plane = quarticPosterior({ ...model, dimension: 3 });
    expect(plane.logNormalizer).toBeCloseTo(3 * Math.log(mass), 8);
    expect(plane.moments!.mean[2]).toBe(target.moments!.mean[0]);
  });

  it('has mirror images as modes, or a heavier one where the prior tilts them; none where θ² is not seen', () => {
    const [symmetric, tilted, single] = models.map((model) => quarticPosterior({ ...model }).modes);
    expect(symmetric!.weights[0]).toBeCloseTo(0.5, 12);
    expect(symmetric!.centres[1]![0]).toBeCloseTo(-symmetric!.centres[0]![0]!, 12);
    const [left, right] = tilted!.centres.map(([theta]) => theta!) as [number, number];
    const logDensity = joint(models[1]!);
    for (const centre of [left, right])
      for (const h of [-1e-3, 1e-3]) expect(logDensity(centre)).toBeGreaterThan(logDensity(centre + h));
    const above = integral(models[1]!, () => 1, (left + right) / 2) / integral(models[1]!, () => 1);
    expect(tilted!.weights[1]).toBeCloseTo(above, 8);
    expect(above).toBeGreaterThan(0.7);
    expect(single).toBeUndefined();
  });

  it('lists the modes of all coordinates up to dimension 4', () => {
    const { modes } = quarticPosterior({ ...models[1]!, dimension: 4 });
    const [low, high] = quarticPosterior({ ...models[1]! }).modes!.weights as [number, number];
    expect(modes!.centres).toHaveLength(16);
    expect(modes!.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(modes!.weights[1]).toBeCloseTo(high * low ** 3, 12);
    expect(modes!.centres[1]![0]).toBeGreaterThan(0);
    expect(quarticPosterior({ dimension: 5 }).modes).toBeUndefined();
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no data', () => quarticPosterior({ data: [] }), /quartic-posterior.data: must be a list of length at least 1/],
    ['no noise', () => quarticPosterior({ noise: 0 }), /quartic-posterior.noise: must be more than 0, got 0/],
  ])('refuses %s', (_what, build, message) => expect(build).toThrow(message)); // biome-ignore format: a table
});
