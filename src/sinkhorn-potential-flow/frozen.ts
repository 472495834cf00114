import type { SiteStep } from '../sites/index.ts';

/** The interaction of a law and the step that was taken with it. */
interface Round {
  readonly interaction: Float64Array;
  readonly step: SiteStep;
}

const MOST_ROUNDS = 60;
/** Rounds without a smaller change than ever. */
const MOST_IDLE = 12;
/** The share of the new interaction that is taken where taking all of it does not contract. */
const DAMPED = 0.3;
/** A round must bring the change down by this factor. */
const CONTRACTION = 0.7;

/**
 * A step in the interaction that the law at its end has: V + θWμ⁺ + (1 − θ)Wμ, by iteration with the interaction frozen. It contracts where the
 * interaction is wider than the kernel (σ² ≥ ε/2); else only a share of the change is taken. An interaction that is much narrower tells apart
 * laws that the kernel does not, and the iteration stalls.
 *
 * @param interaction μ → Wμ, [n]
 * @param start μ before the step, [n]
 * @param stepIn the step in a frozen mean of Wμ over the step, [n]
 */
export async function stepInInteraction(
  interaction: (masses: Float64Array) => Float64Array,
  start: Float64Array,
  { theta, tolerance }: { theta: number; tolerance: number },
  stepIn: (frozen: Float64Array) => Promise<SiteStep>,
): Promise<SiteStep> {
  const before = interaction(start);
  const takeStep = async (after: Float64Array): Promise<Round> => {
    const step = await stepIn(after.map((value, i) => theta * value + (1 - theta) * before[i]!));
    return { step, interaction: interaction(step.law.masses) };
  };
  let guess = before;
  let share = 1;
  let [last, least, idle] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (let round = 1; ; round++) {
    const { step, interaction: reached } = await takeStep(guess);
    const change = largestDifference(reached, guess);
    const report = { ...step.report, interactionRounds: round, interactionChange: change };
    if (change <= tolerance * (1 + largestDifference(reached))) return { ...step, report };
    idle = change < least ? 0 : idle + 1;
    if (idle === MOST_IDLE) return { ...step, status: 'stalled', report };
    if (round === MOST_ROUNDS) return { ...step, status: 'max-iterations', report };
    if (change > CONTRACTION * last) share = DAMPED;
    [last, least] = [change, Math.min(least, change)];
    guess = guess.map((value, i) => value + share * (reached[i]! - value));
  }
}

const largestDifference = (x: Float64Array, y?: Float64Array): number =>
  x.reduce((top, value, i) => Math.max(top, Math.abs(value - (y?.[i] ?? 0))), 0);
