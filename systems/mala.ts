import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import {
  advanceChains,
  type Proposal,
  type ProposalRule,
  prepareChains,
  type Tuning,
  warmupParameters,
} from '../src/metropolis/index.ts';
import { Stream } from '../src/random/index.ts';
import { score } from '../src/targets/index.ts';
import { normals } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const { warmup, targetAcceptance, mass } = warmupParameters('∇ log π');

/**
 * The Langevin step y = x + h M⁻¹ ∇log π(x) + √(2h) M^(−1/2) ξ as a Metropolis-Hastings proposal: its stationary law is exactly π for every h. M is the identity
 * unless a warm-up learns the diagonal of M⁻¹, the variances of π.
 *
 * With the score s = ∇log π the two proposal densities differ by √(h/2) ξ·M^(−1/2)(s(x) + s(y)) + (h/4)|M^(−1/2)(s(x) + s(y))|², so
 *   log α = log π(y) − log π(x) − √(h/2) ξ·M^(−1/2)(s(x) + s(y)) − (h/4)|M^(−1/2)(s(x) + s(y))|²,
 * where nothing large cancels. log π and s are kept for each particle, so a step costs one evaluation of each, and the first one more.
 *
 * With `warmup` one step size and one mass for the whole ensemble are learnt from all particles during so many gradients per particle, then kept; the physical time
 * of a step stays the parameter `stepSize`, so the time of such a run is nominal.
 * `solver`: the accepted fraction of all proposals since the warm-up (`acceptance`), the step size in use, and whether the warm-up lasts.
 */
export const mala = defineMethod({
  type: 'mala',
  component: 'Mala',
  title: 'Metropolis-adjusted Langevin algorithm',
  source: 'Roberts & Tweedie 1996, section 1.4.2; warm-up: Hoffman & Gelman 2014, section 3.2, and Stan',
  parameters: z.strictObject({
    stepSize: z
      .number()
      .positive()
      .default(0.01)
      .describe('h, time units; an acceptance near 0.57 mixes fastest; with a warm-up where its search begins'),
    warmup,
    targetAcceptance: targetAcceptance.default(0.574),
    mass: mass.default('identity'),
  }),
  needs: { target: true, gradient: true, density: true, samples: false },
  independentChains: true,
  flow: 'fokker-planck',
  stepSize: ({ stepSize }) => stepSize,
  fuse: 32,
  prepare: ({ ensemble, parameters }) => prepareChains(ensemble, rule, parameters),
  advance: ({ ensemble, parameters }, steps) => advanceChains(ensemble, rule, parameters, steps),
});

const rule: ProposalRule = { propose, gradients: 1 };

function propose({ columns, count, dimension, key, target }: Ensemble, tuning: Tuning, step: number): Proposal {
  const { stepSize } = tuning;
  const x = columns.position.matrix;
  const gradientX = columns.gradient!.matrix;
  const noise = normals(count, dimension, { key, step, stream: Stream.noise });
  const drift = tf.mul(
    gradientX,
    tuning.along((variance) => stepSize * variance),
  );
  const spread = tf.mul(
    noise,
    tuning.along((variance) => Math.sqrt(2 * stepSize * variance)),
  );
  const position = tf.add(tf.add(x, drift), spread) as tf.Tensor2D;
  const { logDensity, gradient } = score(target!, position);
  const scores = tf.add(gradientX, gradient);
  const alongNoise = tf.mul(
    noise,
    tuning.along((variance) => Math.sqrt((stepSize * variance) / 2)),
  );
  const alongScores = tf.mul(
    scores,
    tuning.along((variance) => (stepSize * variance) / 4),
  );
  const reversal = tf.sum(tf.mul(scores, tf.add(alongNoise, alongScores)), 1);
  const logRatio = tf.sub(tf.sub(logDensity, columns.logDensity!.vector), reversal) as tf.Tensor1D;
  return { position, logDensity, gradient, logRatio };
}
