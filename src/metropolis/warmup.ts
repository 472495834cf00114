import { z } from 'zod';
import { Adaptation, type AdaptationOptions, reasonableStepSize } from '../adaptation/index.ts';
import { RunError } from '../errors.ts';
import type { Ensemble } from '../world/index.ts';
import { evaluateHere, faultHere, trialAcceptance } from './chains.ts';
import type { ProposalRule } from './proposal.ts';
import { Tuning } from './tuning.ts';

/** What the warm-up of a method goes by: its parameters, where they have defaults. */
export type WarmupSettings = Pick<AdaptationOptions, 'stepSize' | 'warmup' | 'targetAcceptance' | 'mass'>;

/** The parameters that methods with a warm-up have beside `stepSize`. */
export const warmupParameters = (counted: string) => ({
  warmup: z
    .number()
    .nonnegative()
    .default(0)
    .describe(`evaluations of ${counted} per particle during which step size and mass are learnt; 0 for none`),
  targetAcceptance: z.number().gt(0).lt(1).describe('the mean acceptance that the warm-up aims at'),
  mass: z
    .enum(['identity', 'diagonal'])
    .describe('what the warm-up learns besides the step size: nothing, or variances'),
});

/** A target that cannot be warmed up on says so here. */
export const STUCK = 'log density or its gradient is NaN at a particle, which cannot move';

/** The columns, and the first step size of a warm-up that has not begun. @throws RunError when there is none */
export async function prepareChains(ensemble: Ensemble, rule: ProposalRule, settings: WarmupSettings): Promise<void> {
  const evaluations = evaluationsOf(ensemble, rule);
  evaluateHere(ensemble, rule);
  const { memory } = ensemble;
  if (settings.warmup === 0 || memory.has('adaptation')) return;
  const fault = faultHere(ensemble);
  const [isStuck] = await fault.data();
  fault.dispose();
  if (isStuck) throw new RunError(STUCK);
  const trial = rule.trial ?? rule;
  const acceptanceOf = (stepSize: number): Promise<number> => trialAcceptance(ensemble, trial, new Tuning(stepSize));
  const stepSize = await reasonableStepSize(acceptanceOf, settings.stepSize);
  Adaptation.load(memory, { ...adaptationOptions(ensemble, settings), stepSize, evaluations }).save(memory);
}

/** The warm-up as it stands. */
export const adaptationOf = (ensemble: Ensemble, settings: WarmupSettings): Adaptation =>
  Adaptation.load(ensemble.memory, adaptationOptions(ensemble, settings));

export const tuningOf = ({ stepSize, inverseMass }: Adaptation, { warmup, mass }: WarmupSettings): Tuning =>
  new Tuning(stepSize, warmup > 0 && mass === 'diagonal' ? inverseMass : undefined);

/** Evaluations per particle, of what the method is counted by. */
export const evaluationsOf = (ensemble: Ensemble, { gradients }: ProposalRule): number =>
  (gradients > 0 ? ensemble.gradientEvaluations : ensemble.densityEvaluations) / ensemble.count;

const adaptationOptions = (
  { dimension }: Ensemble,
  { stepSize, warmup, targetAcceptance, mass }: WarmupSettings,
): AdaptationOptions => ({ stepSize, warmup, targetAcceptance, mass, dimension });
