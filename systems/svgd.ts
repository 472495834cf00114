import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { medianDistance } from '../src/metrics/index.ts';
import { gradLogDensity } from '../src/targets/index.ts';
import { Column, kernelSum } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

/** What adagrad keeps of its mean square of φ in a step, and what keeps it from dividing by zero: those of the authors' code. */
const MEMORY = 0.9;
const FUDGE = 1e-6;

/**
 * x_i ← x_i + h φ(x_i), φ(x) = (1/n) Σ_j [k(x_j, x) ∇log π(x_j) + ∇_{x_j} k(x_j, x)], k(x, y) = exp(−|x − y|²/b): the steepest descent of
 * KL(· | π) in the reproducing kernel Hilbert space of k. It is deterministic: kernels carry the scores to where the particles are, and push these
 * apart. Particles with masses w_j have them in place of 1/n.
 *
 * `bandwidth` is b, a squared length. `median` is the paper's rule b = m²/log n in every step, m the median distance of two different particles
 * (beyond 400 particles, of 400 evenly spread over the rows), so that on average the kernels of the others sum to about the own one; 1 where
 * the median is 0. It reads the particles back from the device; a number does not.
 *
 * `adagrad` divides each coordinate of φ by 1e-6 + √G, as the authors' code does: G is φ² in the first step and then .9 G + .1 φ². A step then
 * moves a coordinate by about h, whatever the scale of the target, and h is no time.
 *
 * Finitely many particles underestimate the variance, and the more so the higher the dimension: .964 for N(0, 1) with 100 particles and `median`.
 * Cost: n gradients and n² kernels a step, in O(n) memory. `solver.bandwidth` is b.
 */
export const svgd = defineMethod({
  type: 'svgd',
  component: 'Svgd',
  title: 'Stein variational gradient descent',
  source: 'Liu & Wang 2016 (arXiv 1608.04471), algorithm 1',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('h, time units; with adagrad the distance that a step goes'),
    bandwidth: z
      .union([z.number().positive(), z.literal('median')])
      .default('median')
      .describe("b of the kernel exp(−|x − y|²/b), a squared length; 'median' follows the distances of the particles"),
    optimizer: z
      .enum(['plain', 'adagrad'])
      .default('plain')
      .describe('follow φ itself, or each coordinate in units of its recent root mean square'),
  }),
  needs: { target: true, gradient: true, samples: false },
  independentChains: false,
  stepSize: ({ stepSize }) => stepSize,
  prepare({ ensemble: { columns, count, dimension }, parameters: { optimizer } }) {
    if (optimizer === 'adagrad') {
      columns.meanSquare ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    }
  },
  async advance({ ensemble, parameters: { stepSize, bandwidth: wanted, optimizer } }) {
    const bandwidth = wanted === 'median' ? await medianRule(ensemble) : wanted;
    const force = steinForce(ensemble, bandwidth);
    const move = optimizer === 'adagrad' ? inUnitsOfItsSize(ensemble, force) : force;
    const { position } = ensemble.columns;
    position.assign(tf.tidy(() => tf.add(position.matrix, tf.mul(move, stepSize))));
    tf.dispose([force, move]);
    ensemble.gradientEvaluations += ensemble.count;
    ensemble.solver.bandwidth = bandwidth;
  },
});

/** b = m²/log n; for one particle and where half of the pairs are in one place, 1. */
async function medianRule({ columns, count, dimension }: Ensemble): Promise<number> {
  const median = medianDistance(await columns.position.pull(), dimension);
  return median > 0 ? (median * median) / Math.log(count) : 1;
}

/** φ where the particles are, [n, d]. */
function steinForce({ columns, target, count, dimension }: Ensemble, bandwidth: number): tf.Tensor2D {
  return tf.tidy(() => {
    // Σ k x_j and x_i Σ k are far apart from zero for a cloud far from it, and their difference is all that counts.
    const x = tf.sub(columns.position.matrix, tf.mean(columns.position.matrix, 0)) as tf.Tensor2D;
    const values = tf.concat([gradLogDensity(target!, columns.position.matrix), x, tf.ones([count, 1])], 1);
    const masses = columns.weight ? tf.reshape(columns.weight.vector, [count, 1]) : tf.scalar(1 / count);
    const sums = kernelSum(x, x, tf.mul(values, masses), { epsilon: bandwidth / 2 });
    const [drift, pull, density] = tf.split(sums, [dimension, dimension, 1], 1) as tf.Tensor2D[];
    const repulsion = tf.mul(tf.sub(tf.mul(x, density!), pull!), 2 / bandwidth);
    return tf.add(drift!, repulsion) as tf.Tensor2D;
  });
}

/** φ/(1e-6 + √G), [n, d]; G is kept as the column `meanSquare`. */
function inUnitsOfItsSize({ columns, memory }: Ensemble, force: tf.Tensor2D): tf.Tensor2D {
  const kept = memory.has('adagrad') ? MEMORY : 0;
  memory.set('adagrad', Float64Array.of(1));
  const { meanSquare } = columns;
  meanSquare!.assign(tf.tidy(() => tf.add(tf.mul(meanSquare!.matrix, kept), tf.mul(tf.square(force), 1 - kept))));
  return tf.tidy(() => tf.div(force, tf.add(tf.sqrt(meanSquare!.matrix), FUDGE)) as tf.Tensor2D);
}
