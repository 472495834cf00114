import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Stream } from '../src/random/index.ts';
import { gradLogDensity } from '../src/targets/index.ts';
import { Column, normals } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.1).describe('h, time units; stable below 2 / √(the largest curvature)'),
  friction: z.number().nonnegative().default(1).describe('γ, per time unit; 0 gives the leapfrog of a Hamiltonian'),
  temperature: z.number().positive().default(1).describe('T: the positions end at π^(1/T)'),
});

/**
 * dX = P dt, dP = ∇log π(X) dt − γP dt + √(2γT) dB with unit mass, split as BAOAB: half a kick, half a drift, the exact
 * Ornstein-Uhlenbeck step of the momentum, half a drift, half a kick. Weak order 2; the gradient at the end of a step is kept for the next
 * one, so a step costs one gradient, and the first one more.
 *
 * On a Gaussian of precision k the stationary variance of X is exactly T/k while h√k < 2, that of P is T(1 − kh²/4).
 */
export const underdampedLangevin = defineMethod({
  type: 'underdamped-langevin',
  component: 'UnderdampedLangevin',
  title: 'Underdamped Langevin dynamics (BAOAB)',
  source: 'Leimkuhler & Matthews 2013, "Rational construction of stochastic numerical methods for molecular sampling"',
  parameters,
  needs: { target: true, gradient: true, samples: false },
  independentChains: true,
  stepSize: ({ stepSize }) => stepSize,
  fuse: 32,
  prepare({ ensemble, parameters: { temperature } }) {
    const { columns, count, dimension, target } = ensemble;
    columns.velocity ??= thermalVelocities(ensemble, temperature);
    columns.gradient ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    columns.gradient.assign(tf.tidy(() => gradLogDensity(target!, columns.position.matrix)));
    ensemble.gradientEvaluations += count;
  },
  advance({ ensemble, parameters }, steps) {
    for (let s = 0; s < steps; s++) move(ensemble, parameters, ensemble.steps + s);
    ensemble.gradientEvaluations += ensemble.count * steps;
  },
});

/** Independent N(0, T I), the equilibrium of the momenta. */
function thermalVelocities({ count, dimension, key, steps }: Ensemble, temperature: number): Column {
  const column = new Column(new Float32Array(count * dimension), [count, dimension]);
  const standard = () => normals(count, dimension, { key, step: steps, stream: Stream.velocity });
  column.assign(tf.tidy(() => tf.mul(standard(), Math.sqrt(temperature))));
  return column;
}

function move(ensemble: Ensemble, { stepSize, friction, temperature }: z.output<typeof parameters>, step: number) {
  const { columns, count, dimension, key, target } = ensemble;
  const half = stepSize / 2;
  const decay = Math.exp(-friction * stepSize);
  // 1 − e^(−2γh) without cancellation.
  const spread = Math.sqrt(-temperature * Math.expm1(-2 * friction * stepSize));
  const next = tf.tidy(() => {
    const noise = normals(count, dimension, { key, step, stream: Stream.noise });
    const kicked = tf.add(columns.velocity!.matrix, tf.mul(columns.gradient!.matrix, half));
    const middle = tf.add(columns.position.matrix, tf.mul(kicked, half));
    const stirred = tf.add(tf.mul(kicked, decay), tf.mul(noise, spread));
    const position = tf.add(middle, tf.mul(stirred, half)) as tf.Tensor2D;
    const gradient = gradLogDensity(target!, position);
    return { position, gradient, velocity: tf.add(stirred, tf.mul(gradient, half)) };
  });
  columns.position.assign(next.position);
  columns.gradient!.assign(next.gradient);
  columns.velocity!.assign(next.velocity);
}
