import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import {
  advanceChains,
  leapfrog,
  type Proposal,
  type ProposalRule,
  prepareChains,
  type Tuning,
  warmupParameters,
} from '../src/metropolis/index.ts';
import { Stream, uniforms } from '../src/random/index.ts';
import { normals } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const { warmup, targetAcceptance, mass } = warmupParameters('∇ log π');
const parameters = z.strictObject({
  stepSize: z
    .number()
    .positive()
    .default(0.1)
    .describe('ε of a leapfrog step, time units of the Hamiltonian dynamics; with a warm-up where its search begins'),
  leapfrogs: z.int().positive().max(10_000).default(10).describe('leapfrog steps of a transition'),
  jitter: z
    .number()
    .nonnegative()
    .lt(1)
    .default(0.1)
    .describe('the step size of a transition varies uniformly by this fraction to both sides, against resonance'),
  warmup,
  targetAcceptance: targetAcceptance
    .default(0.8)
    .describe('the mean acceptance that the warm-up aims at; 0.65 is the optimum in many dimensions'),
  mass: mass.default('diagonal'),
});

/** An error of the energy beyond which a trajectory counts as divergent, as in Stan. */
const DIVERGENCE = 1000;

/**
 * Hamiltonian Monte Carlo: a new momentum p ~ N(0, M) for every transition, `leapfrogs` leapfrog steps of H(x, p) = −log π(x) + ½ pᵀM⁻¹p, and the end is accepted with
 * probability min(1, e^{H₀ − H}). M is the identity unless a warm-up learns the diagonal of M⁻¹, the variances of π. log π and its gradient are kept
 * where a chain stands, so a transition costs `leapfrogs` gradients and one density, and the first one more of each.
 *
 * The momenta are kept whitened, r = M^(−1/2) p ~ N(0, I). The jitter is one draw for all chains of a transition.
 *
 * A step of the world is one transition, `leapfrogs` · `stepSize` of physical time. With `warmup` one step size and one mass for the whole ensemble are learnt from all
 * particles during so many gradients per particle, then kept; the time of such a run is nominal, that of the parameter `stepSize`.
 * In few dimensions the acceptance of a fixed number of leapfrog steps is not monotone in their size, since trajectories come back to where they began: it may stay
 * above what was asked for (0.85 to 0.99 for 0.8 on the line).
 *
 * `solver`: the accepted fraction of all transitions since the warm-up (`acceptance`), those of them whose energy rose by more than 1000 or became no number
 * (`divergences`), the step size in use, and whether the warm-up lasts.
 */
export const hmc = defineMethod({
  type: 'hmc',
  component: 'Hmc',
  title: 'Hamiltonian Monte Carlo',
  source: 'Neal 2011, "MCMC using Hamiltonian dynamics", Handbook of Markov Chain Monte Carlo, chapter 5',
  parameters,
  needs: { target: true, gradient: true, density: true, samples: false },
  independentChains: true,
  stepSize: ({ stepSize, leapfrogs }) => stepSize * leapfrogs,
  fuse: 32,
  prepare: ({ ensemble, parameters }) => prepareChains(ensemble, ruleOf(parameters), parameters),
  advance: ({ ensemble, parameters }, steps) => advanceChains(ensemble, ruleOf(parameters), parameters, steps),
});

const ruleOf = ({ leapfrogs, jitter }: { leapfrogs: number; jitter: number }): ProposalRule => ({
  propose: (ensemble, tuning, step) => {
    const factor = 1 + jitter * (2 * oneUniform(ensemble, step) - 1);
    return trajectory(ensemble, tuning.times(factor), { step, leapfrogs });
  },
  gradients: leapfrogs,
  divergence: DIVERGENCE,
  trial: {
    propose: (ensemble, tuning, step) => trajectory(ensemble, tuning, { step, leapfrogs: 1 }),
    gradients: 1,
  },
});

const oneUniform = ({ key }: Ensemble, step: number): number =>
  uniforms(1, 1, { key, step, stream: Stream.choice })[0]!;

function trajectory(
  { columns, count, dimension, key, target }: Ensemble,
  tuning: Tuning,
  { step, leapfrogs }: { step: number; leapfrogs: number },
): Proposal {
  const momentum = normals(count, dimension, { key, step, stream: Stream.velocity });
  const start = { position: columns.position.matrix, momentum, gradient: columns.gradient!.matrix };
  const { momentum: last, ...end } = leapfrog(target!, start, tuning, leapfrogs);
  // ½|r₀|² − ½|r|² as a product, so that nothing large cancels.
  const lost = tf.sum(tf.mul(tf.sub(momentum, last), tf.mul(tf.add(momentum, last), 0.5)), 1);
  const logRatio: tf.Tensor1D = tf.add(tf.sub(end.logDensity, columns.logDensity!.vector), lost);
  return { ...end, logRatio };
}
