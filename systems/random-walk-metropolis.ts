import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import {
  advanceChains,
  logDensityOf,
  type Proposal,
  type ProposalRule,
  prepareChains,
  type Tuning,
  type WarmupSettings,
  warmupParameters,
} from '../src/metropolis/index.ts';
import { Stream } from '../src/random/index.ts';
import { normals } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const { warmup, targetAcceptance, mass } = warmupParameters('log π');
const parameters = z.strictObject({
  stepSize: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'h, standard deviation of a proposal; about 2.4σ/√d mixes fastest; with a warm-up where its search begins',
    ),
  warmup,
  targetAcceptance: targetAcceptance
    .optional()
    .describe('the mean acceptance that the warm-up aims at; default 0.234, in one dimension 0.44'),
  mass: mass.default('identity'),
});

/**
 * The random walk y = x + h M^(−1/2) ξ as a symmetric Metropolis proposal, accepted with probability min(1, π(y)/π(x)). M is the identity unless a warm-up learns
 * the diagonal of M⁻¹, the variances of π. log π is kept for each particle, so a step costs one evaluation of it, and the first one more; no gradient is needed.
 *
 * For small h the chains follow the Langevin diffusion, h²/2 of its time in a step: that is the physical time of a step. With `warmup` one step size and one mass
 * for the whole ensemble are learnt from all particles during so many densities per particle, then kept; the time of such a run is nominal, that of the
 * parameter `stepSize`.
 *
 * `solver`: the accepted fraction of all proposals since the warm-up (`acceptance`), the step size in use, and whether the warm-up lasts. At stationarity on N(0, σ²)
 * it is (2/π) atan(2σ/h).
 */
export const randomWalkMetropolis = defineMethod({
  type: 'random-walk-metropolis',
  component: 'RandomWalkMetropolis',
  title: 'Random-walk Metropolis',
  source: 'Metropolis et al. 1953; scaling: Roberts, Gelman & Gilks 1997, Ann. Appl. Probab. 7:110',
  parameters,
  needs: { target: true, gradient: false, density: true, samples: false },
  independentChains: true,
  stepSize: ({ stepSize }) => stepSize ** 2 / 2,
  fuse: 32,
  prepare: ({ ensemble, parameters }) => prepareChains(ensemble, rule, settingsOf(ensemble, parameters)),
  advance: ({ ensemble, parameters }, steps) => advanceChains(ensemble, rule, settingsOf(ensemble, parameters), steps),
});

/** Gelman, Roberts & Gilks 1996: what mixes fastest in many dimensions, and in one. */
const settingsOf = ({ dimension }: Ensemble, given: z.output<typeof parameters>): WarmupSettings => ({
  ...given,
  targetAcceptance: given.targetAcceptance ?? (dimension === 1 ? 0.44 : 0.234),
});

const rule: ProposalRule = { propose, gradients: 0 };

function propose({ columns, count, dimension, key, target }: Ensemble, tuning: Tuning, step: number): Proposal {
  const noise = normals(count, dimension, { key, step, stream: Stream.noise });
  const walk = tf.mul(
    noise,
    tuning.along((variance) => tuning.stepSize * Math.sqrt(variance)),
  );
  const position = tf.add(columns.position.matrix, walk) as tf.Tensor2D;
  const logDensity = logDensityOf(target!, position);
  return { position, logDensity, logRatio: tf.sub(logDensity, columns.logDensity!.vector) as tf.Tensor1D };
}
