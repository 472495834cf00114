import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Ensemble } from '../world/index.ts';
import type { Tuning } from './tuning.ts';

/** Where every chain may go. */
export interface Proposal {
  /** [n, d] */
  position: Tensor2D;
  /** log π there, [n]. */
  logDensity: Tensor1D;
  /** ∇ log π there, [n, d], where the method keeps it. */
  gradient?: Tensor2D;
  /** log of the probability of acceptance, [n]; above 0 counts as 0, NaN is refused. */
  logRatio: Tensor1D;
}

/** What makes one Metropolis-Hastings method different from another. */
export interface ProposalRule {
  /** Of step `step` from where the chains are, inside a `tidy`; a pure function of the columns, the tuning and the step. */
  propose(ensemble: Ensemble, tuning: Tuning, step: number): Proposal;
  /** Evaluations of ∇ log π that one proposal costs. Without any the method keeps no gradient and counts by evaluations of log π, one a proposal. */
  gradients: number;
  /** A cheaper proposal, by which a first step size is judged. Default: the same. */
  trial?: ProposalRule;
  /** A fall of the log ratio below −this much, or to NaN, is counted as a divergence. */
  divergence?: number;
}
