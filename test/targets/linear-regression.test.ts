import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { penguins } from '../../assets/penguins.ts';
import { linearRegression, type Target } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

/** A line with scatter, 30 points. */
const features = Array.from({ length: 30 }, (_, i) => [i + 2 * Math.sin(5 * i)]);
const response = features.map(([x], i) => 0.4 * x! + 6 * Math.sin(3 * i + 1));
const prior = { priorScale: 0.7, shape: 3, scale: 1.2 };
const small = linearRegression({ data: { features, response }, ...prior });

const standardised = (values: number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / deviation);
};

const normal = (value: number, deviation: number): number =>
  -0.5 * (value / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);

/** log p(y | β, σ) p(β | σ) p(σ²), row by row from the definition; `jacobian` is what makes a density of σ² one of log σ. */
function definition(
  columns: number[][],
  y: number[],
  { priorScale, shape, scale }: typeof prior,
  logGammaOfShape: number,
) {
  return (beta: number[], l: number, jacobian = Math.LN2 + 2 * l): number => {
    const sigma = Math.exp(l);
    let sum = shape * Math.log(scale) - logGammaOfShape - (shape + 1) * 2 * l - scale / sigma ** 2 + jacobian;
    for (const b of beta) sum += normal(b, priorScale * sigma);
    for (let i = 0; i < y.length; i++) {
      let fit = beta[0]!;
      for (let j = 0; j < columns.length; j++) fit += beta[j + 1]! * columns[j]![i]!;
      sum += normal(y[i]! - fit, sigma);
    }
    return sum;
  };
}

const ofLine = definition([standardised(features.map(([x]) => x!))], standardised(response), prior, Math.log(2));

/** Mass, E x, E x² and E x⁴ of each coordinate under the density of the line: the trapezoid rule over ±10 standard deviations, in float64. */
function onGrid(logDensity: (beta: number[], l: number) => number): { mass: number; powers: number[][] } {
  const { mean, covariance } = small.moments!;
  const cells = 72;
  const axes = mean.map((centre, k) => {
    const step = (20 * Math.sqrt(covariance[k]![k]!)) / cells;
    return { step, nodes: Array.from({ length: cells + 1 }, (_, i) => centre + step * (i - cells / 2)) };
  });
  let mass = 0;
  const powers = [1, 2, 4].map(() => [0, 0, 0]);
  for (const a of axes[0]!.nodes)
    for (const b of axes[1]!.nodes)
      for (const l of axes[2]!.nodes) {
        const weight = Math.exp(logDensity([a, b], l));
        mass += weight;
        for (const [k, x] of [a, b, l].entries()) {
          powers[0]![k]! += weight * x;
          powers[1]![k]! += weight * x * x;
          powers[2]![k]! += weight * x ** 4;
        }
      }
  const volume = axes.reduce((product, { step }) => product * step, 1);
  return { mass: mass * volume, powers: powers.map((sums) => sums.map((sum) => sum / mass)) };
}

const evaluate = (target: Target, x: number[][]): Float32Array =>
  tf.tidy(() => target.logDensity(tf.tensor2d(x)).dataSync<'float32'>());

describe('linear regression', () => {
  it('has evidence, moments and moments of the squares as a grid over the definition has, the Jacobian of log σ included', () => {
    const { mass, powers } = onGrid(ofLine);
    const [first, second, fourth] = powers as [number[], number[], number[]];
    expect(small.logNormalizer).toBeCloseTo(Math.log(mass), 8);
    for (const k of [0, 1, 2]) {
      expect(small.moments!.mean[k]).toBeCloseTo(first[k]!, 8);
      expect(small.moments!.covariance[k]![k]).toBeCloseTo(second[k]! - first[k]! ** 2, 7);
      expect(small.squares!.mean[k]).toBeCloseTo(second[k]!, 7);
      expect(small.squares!.variance[k]).toBeCloseTo(fourth[k]! - second[k]! ** 2, 7);
    }
    // Without it log σ would lie lower by 1/(2·3 + 30), a quarter of its standard deviation.
    const without = onGrid((beta, l) => ofLine(beta, l, 0));
    expect(small.moments!.mean[2]! - without.powers[0]![2]!).toBeCloseTo(1 / 36, 6);
  });

  it('has the log density of the definition, with its constants', () => {
    const points = [
      [0.1, 0.5, -0.2],
      [-0.3, 0.9, 0.4],
      [0, 0.2, -0.6],
    ];
    const values = evaluate(small, points);
    points.forEach(([a, b, l], i) => {
      expect(values[i]).toBeCloseTo(ofLine([a!, b!], l!), 3);
      expect(Math.abs(values[i]! - ofLine([a!, b!], l!, 0))).toBeGreaterThan(0.1);
    });
  });

  it('takes body mass from flipper length, beak length and beak depth of all penguins, standardised', () => {
    const target = linearRegression();
    const column = (k: 2 | 3 | 4 | 5): number[] => standardised(penguins.map((penguin) => penguin[k]));
    const logDensity = definition(
      [column(4), column(2), column(3)],
      column(5),
      { priorScale: 2, shape: 2, scale: 0.5 },
      0,
    );
    const x = [0.01, 0.65, 0.1, 0.12, -0.65];
    expect(target.dimension).toBe(5);
    expect(evaluate(target, [x])[0]).toBeCloseTo(logDensity(x.slice(0, 4), x[4]!), 2);
  });

  it('draws samples on which the mean of ∂log π/∂log σ is 0; without the Jacobian it would be −2', () => {
    const target = linearRegression();
    const count = 20_000;
    const gradient = tf.tidy(() =>
      target.gradLogDensity(tf.tensor2d(target.sample!(count, 'jacobian'), [count, 5])).dataSync(),
    );
    const along = Float64Array.from({ length: count }, (_, i) => gradient[5 * i + 4]!);
    const mean = along.reduce((sum, value) => sum + value, 0) / count;
    const error = Math.sqrt(along.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / count;
    expect(Math.abs(mean)).toBeLessThan(5 * error);
    expect(2).toBeGreaterThan(9 * error);
  });

  it('has no moments of the squares where E σ⁴ does not exist', () => {
    const two = { features: [[0], [1]], response: [1, 3] };
    expect(linearRegression({ data: two, shape: 0.9 }).squares).toBeUndefined();
    expect(linearRegression({ data: two, shape: 1.1 }).squares!.variance[0]).toBeGreaterThan(0);
    expect(linearRegression({ data: two, shape: 0.1 }).moments!.covariance[0]![0]).toBeGreaterThan(0);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a response too few', () => linearRegression({ data: { features: [[1], [2]], response: [1] } }), /data.*2 rows, got 1/],
    ['a constant response', () => linearRegression({ data: { features: [[1], [2]], response: [3, 3] } }), /^linear-regression.data.response: every value is constant; must vary$/],
    ['a constant feature', () => linearRegression({ data: { features: [[1, 2], [2, 2]], response: [3, 4] } }), /^linear-regression.data.features: column 1 is constant; must vary$/],
    ['features of own data', () => linearRegression({ data: { features, response }, species: 'Adelie' }), /takes features and species only with the data "penguins"/],
    ['a repeated feature', () => linearRegression({ features: ['beak-depth', 'beak-depth'] }), /features: must not repeat a feature/],
    ['a shape of 0', () => linearRegression({ shape: 0 }), /linear-regression.shape: must be more than 0, got 0/],
  ])('refuses %s', (_what, build, message) => expect(build).toThrow(message)); // biome-ignore format: a table
});
