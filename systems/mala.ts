import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Stream } from '../src/random/index.ts';
import { score } from '../src/targets/index.ts';
import { Column, normals, uniforms } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

/**
 * The Langevin step y = x + h ∇log π(x) + √(2h) ξ as a Metropolis-Hastings proposal: its stationary law is exactly π for every h.
 *
 * With the score s = ∇log π the two proposal densities differ by √(h/2) ξ·(s(x) + s(y)) + (h/4)|s(x) + s(y)|², so
 *   log α = log π(y) − log π(x) − √(h/2) ξ·(s(x) + s(y)) − (h/4)|s(x) + s(y)|²,
 * where nothing large cancels. log π and s are kept for each particle, so a step costs one evaluation of each, and the first one more.
 * `solver.acceptance` is the accepted fraction of all proposals so far.
 */
export const mala = defineMethod({
  type: 'mala',
  component: 'Mala',
  title: 'Metropolis-adjusted Langevin algorithm',
  source: 'Roberts & Tweedie 1996, section 1.4.2',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.01).describe('h, time units; an acceptance near 0.57 mixes fastest'),
  }),
  needs: { target: true, gradient: true, density: true, samples: false },
  independentChains: true,
  flow: 'fokker-planck',
  stepSize: ({ stepSize }) => stepSize,
  fuse: 32,
  prepare({ ensemble }) {
    const { columns, count, dimension } = ensemble;
    columns.logDensity ??= new Column(new Float32Array(count), [count]);
    columns.gradient ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    evaluate(ensemble);
  },
  async advance({ ensemble, parameters: { stepSize } }, steps) {
    const accepted: tf.Scalar[] = [];
    for (let s = 0; s < steps; s++) accepted.push(propose(ensemble, stepSize, ensemble.steps + s));
    await report(ensemble, accepted);
  },
});

/** log π and its gradient where the particles are now. */
function evaluate(ensemble: Ensemble): void {
  const { columns, target } = ensemble;
  const { logDensity, gradient } = tf.tidy(() => score(target!, columns.position.matrix));
  columns.logDensity!.assign(logDensity);
  columns.gradient!.assign(gradient);
  countEvaluations(ensemble);
}

function countEvaluations(ensemble: Ensemble): void {
  ensemble.gradientEvaluations += ensemble.count;
  ensemble.densityEvaluations += ensemble.count;
}

/** One step. @returns how many proposals were accepted, still on the device */
function propose(ensemble: Ensemble, stepSize: number, step: number): tf.Scalar {
  const { columns, count, dimension, key, target } = ensemble;
  const next = tf.tidy(() => {
    const x = columns.position.matrix;
    const gradientX = columns.gradient!.matrix;
    const noise = normals(count, dimension, { key, step, stream: Stream.noise });
    const y = tf.add(tf.add(x, tf.mul(gradientX, stepSize)), tf.mul(noise, Math.sqrt(2 * stepSize))) as tf.Tensor2D;
    const { logDensity, gradient } = score(target!, y);
    const scores = tf.add(gradientX, gradient);
    const reversal = tf.sum(
      tf.mul(scores, tf.add(tf.mul(noise, Math.sqrt(stepSize / 2)), tf.mul(scores, stepSize / 4))),
      1,
    );
    const logRatio = tf.sub(tf.sub(logDensity, columns.logDensity!.vector), reversal);
    const uniform = tf.reshape(uniforms(count, 1, { key, step, stream: Stream.accept }), [count]);
    // A proposal whose density is NaN compares false: it is refused.
    const accept = tf.less(tf.log(uniform), logRatio);
    const accepted = tf.cast(accept, 'float32');
    // Spread by a matrix product: where() would tile the column, which takes longer than all the rest.
    const acceptRow = tf.cast(tf.matMul(tf.reshape(accepted, [count, 1]), tf.ones([1, dimension])), 'bool');
    return {
      position: tf.where(acceptRow, y, x),
      gradient: tf.where(acceptRow, gradient, gradientX),
      logDensity: tf.where(accept, logDensity, columns.logDensity!.vector),
      accepted: tf.sum(accepted) as tf.Scalar,
    };
  });
  columns.position.assign(next.position);
  columns.gradient!.assign(next.gradient);
  columns.logDensity!.assign(next.logDensity);
  countEvaluations(ensemble);
  return next.accepted;
}

/** One reading for the whole call: the acceptances of its steps, and whether a chain is stuck where log π is not a number. */
async function report(ensemble: Ensemble, accepted: tf.Scalar[]): Promise<void> {
  const reading = tf.tidy(() => {
    const { logDensity, gradient } = ensemble.columns;
    const faulty = tf.logicalOr(tf.any(tf.isNaN(logDensity!.tensor)), tf.any(tf.isNaN(gradient!.tensor)));
    return tf.stack([tf.cast(faulty, 'float32'), ...accepted]);
  });
  tf.dispose(accepted);
  const [faulty, ...counts] = await reading.data();
  reading.dispose();
  if (faulty) throw new Error('log density or its gradient is NaN at a particle, which cannot move');
  const [acceptedBefore = 0, proposedBefore = 0] = ensemble.memory.get('acceptance') ?? [];
  const acceptedNow = counts.reduce((sum, count) => sum + count, acceptedBefore);
  const proposedNow = proposedBefore + counts.length * ensemble.count;
  ensemble.memory.set('acceptance', Float64Array.of(acceptedNow, proposedNow));
  ensemble.solver.acceptance = acceptedNow / proposedNow;
}
