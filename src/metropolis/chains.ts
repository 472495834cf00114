import * as tf from '@tensorflow/tfjs-core';
import { Stream } from '../random/index.ts';
import { score } from '../targets/index.ts';
import { Column, uniforms } from '../tensor/index.ts';
import type { Ensemble } from '../world/index.ts';
import { logDensityOf } from './log-density-of.ts';
import type { Proposal, ProposalRule } from './proposal.ts';
import type { Tuning } from './tuning.ts';

/** What one step came to, sums over all chains, still on the device. */
export interface Outcome {
  accepted: tf.Scalar;
  divergent?: tf.Scalar;
  /** Of the probabilities of acceptance. */
  probability?: tf.Scalar;
}

/** log π, and its gradient where the rule asks for it, where the particles are now: columns that are kept up to date from here on. */
export function evaluateHere(ensemble: Ensemble, rule: ProposalRule): void {
  const { columns, count, dimension, target } = ensemble;
  columns.logDensity ??= new Column(new Float32Array(count), [count]);
  if (rule.gradients === 0) {
    columns.logDensity.assign(tf.tidy(() => logDensityOf(target!, columns.position.matrix)));
    ensemble.densityEvaluations += count;
    return;
  }
  columns.gradient ??= new Column(new Float32Array(count * dimension), [count, dimension]);
  const { logDensity, gradient } = tf.tidy(() => score(target!, columns.position.matrix));
  columns.logDensity.assign(logDensity);
  columns.gradient.assign(gradient);
  ensemble.densityEvaluations += count;
  ensemble.gradientEvaluations += count;
}

/** One step of all chains. */
export function moveChains(
  ensemble: Ensemble,
  rule: ProposalRule,
  tuning: Tuning,
  { step, needsProbability }: { step: number; needsProbability: boolean },
): Outcome {
  const { columns, count, dimension, key } = ensemble;
  const { next, outcome } = tf.tidy(() => {
    const proposal = rule.propose(ensemble, tuning, step);
    const uniform = tf.reshape(uniforms(count, 1, { key, step, stream: Stream.accept }), [count]);
    // A proposal whose density is NaN compares false: it is refused.
    const accept = tf.less(tf.log(uniform), proposal.logRatio);
    const accepted = tf.cast(accept, 'float32');
    // Spread by a matrix product: where() would tile the column, which takes longer than all the rest.
    const acceptRow = tf.cast(tf.matMul(tf.reshape(accepted, [count, 1]), tf.ones([1, dimension])), 'bool');
    const { position, gradient, logDensity } = proposal;
    return {
      next: {
        position: tf.where(acceptRow, position, columns.position.matrix),
        logDensity: tf.where(accept, logDensity, columns.logDensity!.vector),
        ...(gradient && { gradient: tf.where(acceptRow, gradient, columns.gradient!.matrix) }),
      },
      outcome: {
        accepted: tf.sum(accepted) as tf.Scalar,
        ...(needsProbability && { probability: probabilityOf(proposal) }),
        ...(rule.divergence !== undefined && { divergent: divergentOf(proposal, rule.divergence) }),
      },
    };
  });
  for (const [name, values] of Object.entries(next)) columns[name]!.assign(values);
  countEvaluations(ensemble, rule);
  return outcome;
}

/** The mean probability of acceptance of a first step of this size, which is not taken. */
export async function trialAcceptance(ensemble: Ensemble, rule: ProposalRule, tuning: Tuning): Promise<number> {
  const total = tf.tidy(() => probabilityOf(rule.propose(ensemble, tuning, ensemble.steps)));
  countEvaluations(ensemble, rule);
  const [sum] = await total.data();
  total.dispose();
  return sum! / ensemble.count;
}

/** Whether a chain stands where log π, or the gradient that moves it, is not a number: from there it never moves. 1 or 0. */
export const faultHere = ({ columns: { logDensity, gradient } }: Ensemble): tf.Scalar =>
  tf.tidy(() => {
    const faults = [logDensity, gradient].flatMap((column) => (column ? [tf.any(tf.isNaN(column.tensor))] : []));
    return tf.cast(faults.reduce(tf.logicalOr), 'float32') as tf.Scalar;
  });

function countEvaluations(ensemble: Ensemble, { gradients }: ProposalRule): void {
  ensemble.densityEvaluations += ensemble.count;
  ensemble.gradientEvaluations += ensemble.count * gradients;
}

function probabilityOf({ logRatio }: Proposal): tf.Scalar {
  const probabilities = tf.exp(tf.minimum(logRatio, 0));
  return tf.sum(tf.where(tf.isNaN(logRatio), tf.zerosLike(logRatio), probabilities)) as tf.Scalar;
}

const divergentOf = ({ logRatio }: Proposal, limit: number): tf.Scalar =>
  tf.sum(tf.cast(tf.logicalNot(tf.greaterEqual(logRatio, -limit)), 'float32')) as tf.Scalar;
