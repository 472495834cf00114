import { plus } from '../linalg/index.ts';
import { fixedPoint } from '../optimize/index.ts';
import type { SiteStep } from '../sites/index.ts';

const MOST_ROUNDS = 200;

/**
 * A step in the interaction that the law at its end has: V + θWμ⁺ + (1 − θ)Wμ, by iteration with the interaction frozen. It contracts where the
 * interaction is wider than the kernel (σ² ≥ ε/2), and else is damped until it does. An interaction that is much narrower tells apart
 * laws that the kernel does not, and the iteration may stall.
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
  const roundAt = async (after: Float64Array) => {
    const step = await stepIn(after.map((value, i) => theta * value + (1 - theta) * before[i]!));
    const image = interaction(step.law.masses);
    return { step, image, isSolved: largest(plus(image, -1, after)) <= tolerance * (1 + largest(image)) };
  };
  const { round, change, rounds, status } = (await fixedPoint(roundAt, before, MOST_ROUNDS))!;
  const { step } = round;
  return {
    ...step,
    status: status === 'converged' ? step.status : status,
    report: { ...step.report, interactionRounds: rounds, interactionChange: change },
  };
}

const largest = (x: Float64Array): number => x.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
