import * as tf from '@tensorflow/tfjs-core';
import type { Adaptation } from '../adaptation/index.ts';
import type { Ensemble } from '../world/index.ts';
import { faultHere, moveChains, type Outcome } from './chains.ts';
import type { ProposalRule } from './proposal.ts';
import { adaptationOf, evaluationsOf, STUCK, tuningOf, type WarmupSettings } from './warmup.ts';

/**
 * So many steps of all chains. During the warm-up each is read back, and teaches the next one its step size and mass; afterwards there is one reading for the whole
 * call.
 *
 * `solver.acceptance` is the accepted fraction of all proposals since the warm-up, during it of those so far; so is `solver.divergences`, where the rule
 * knows them. `solver.stepSize` is that of the next step, `solver.warmup` whether it is still being learnt, where there is a warm-up at all.
 */
export async function advanceChains(
  ensemble: Ensemble,
  rule: ProposalRule,
  settings: WarmupSettings,
  steps: number,
): Promise<void> {
  const adaptation = adaptationOf(ensemble, settings);
  let done = 0;
  for (; done < steps && !adaptation.finished; done++)
    await learnFromStep(ensemble, rule, settings, { adaptation, step: ensemble.steps + done });
  if (done === steps) return;
  const tuning = tuningOf(adaptation, settings);
  const outcomes: Outcome[] = [];
  for (; done < steps; done++)
    outcomes.push(moveChains(ensemble, rule, tuning, { step: ensemble.steps + done, needsProbability: false }));
  await report(ensemble, outcomes);
  ensemble.solver.stepSize = adaptation.stepSize;
}

async function learnFromStep(
  ensemble: Ensemble,
  rule: ProposalRule,
  settings: WarmupSettings,
  { adaptation, step }: { adaptation: Adaptation; step: number },
): Promise<void> {
  const { columns, count, memory, solver } = ensemble;
  const outcome = moveChains(ensemble, rule, tuningOf(adaptation, settings), { step, needsProbability: true });
  const { probability } = await report(ensemble, [outcome]);
  adaptation.learn({
    acceptance: probability / count,
    evaluations: evaluationsOf(ensemble, rule),
    ...(settings.mass === 'diagonal' && { positions: await columns.position.pull() }),
  });
  adaptation.save(memory);
  // What follows is counted anew.
  if (adaptation.finished) memory.delete(COUNTS);
  Object.assign(solver, { stepSize: adaptation.stepSize, warmup: !adaptation.finished });
}

/** Accepted, proposed, divergent. */
const COUNTS = 'acceptance';

/** One reading for all outcomes, and whether a chain is stuck. @returns the sum over all steps */
async function report(ensemble: Ensemble, outcomes: readonly Outcome[]): Promise<{ probability: number }> {
  const kinds = (['accepted', 'divergent', 'probability'] as const).filter((kind) => outcomes[0]![kind]);
  const scalars = outcomes.flatMap((outcome) => kinds.map((kind) => outcome[kind]!));
  const reading = tf.tidy(() => tf.stack([faultHere(ensemble), ...scalars]));
  tf.dispose(scalars);
  const [isStuck, ...values] = await reading.data();
  reading.dispose();
  if (isStuck) throw new Error(STUCK);
  const sums = { accepted: 0, divergent: 0, probability: 0 };
  values.forEach((value, i) => {
    sums[kinds[i % kinds.length]!] += value;
  });
  count(ensemble, sums, outcomes.length * ensemble.count, kinds.includes('divergent'));
  return sums;
}

function count(
  { memory, solver }: Ensemble,
  { accepted, divergent }: { accepted: number; divergent: number },
  proposed: number,
  countsDivergences: boolean,
): void {
  const [acceptedBefore = 0, proposedBefore = 0, divergentBefore = 0] = memory.get(COUNTS) ?? [];
  const acceptedNow = acceptedBefore + accepted;
  const proposedNow = proposedBefore + proposed;
  const divergences = divergentBefore + divergent;
  memory.set(COUNTS, Float64Array.of(acceptedNow, proposedNow, ...(countsDivergences ? [divergences] : [])));
  Object.assign(solver, { acceptance: acceptedNow / proposedNow, ...(countsDivergences && { divergences }) });
}
