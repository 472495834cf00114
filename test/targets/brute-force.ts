import * as tf from '@tensorflow/tfjs-core';
import type { Squares, Target } from '../../src/targets/index.ts';

export type Box = [low: number, high: number][];

/** What sums over a grid say of exp(logDensity). */
export interface Integrals {
  logMass: number;
  mean: number[];
  covariance: number[][];
  squares: Squares;
}

/** Where a point of the grid lies, and how much the map from the grid stretches volumes there. */
export type Place = (u: readonly number[]) => { x: readonly number[]; stretch: number };

const inPlace: Place = (u) => ({ x: u, stretch: 1 });

/**
 * The midpoint rule on `cells` per axis of a box, in one to three dimensions: for smooth densities that vanish at the edges its error falls
 * faster than any power of the width of a cell, once that is below a deviation.
 */
export function bruteForce(target: Target, box: Box, cells: number, place = inPlace): Integrals {
  const d = target.dimension;
  const count = cells ** d;
  const points = new Float32Array(count * d);
  const stretches = new Float64Array(count);
  const u = new Array<number>(d);
  for (let i = 0; i < count; i++) {
    for (let k = 0, rest = i; k < d; k++, rest = Math.floor(rest / cells)) {
      const [low, high] = box[k]!;
      u[k] = low + ((high - low) * ((rest % cells) + 0.5)) / cells;
    }
    const { x, stretch } = place(u);
    points.set(x, i * d);
    stretches[i] = stretch;
  }
  const logDensity = tf.tidy(() => target.logDensity(tf.tensor2d(points, [count, d])).dataSync<'float32'>());
  const peak = logDensity.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = stretches.map((stretch, i) => stretch * Math.exp(logDensity[i]! - peak));
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  const expectation = (f: (at: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i]! * f(i * d);
    return sum / mass;
  };
  const axes = box.map((_, k) => k);
  const mean = axes.map((k) => expectation((at) => points[at + k]!));
  const second = axes.map((k) => expectation((at) => points[at + k]! ** 2));
  const cell = box.reduce((product, [low, high]) => (product * (high - low)) / cells, 1);
  return {
    logMass: peak + Math.log(mass * cell),
    mean,
    covariance: axes.map((k) =>
      axes.map((l) => expectation((at) => (points[at + k]! - mean[k]!) * (points[at + l]! - mean[l]!))),
    ),
    squares: {
      mean: second,
      variance: axes.map((k) => expectation((at) => (points[at + k]! ** 2 - second[k]!) ** 2)),
    },
  };
}
