import { methodAndParameters } from './method.ts';
import type { Ensemble } from './model.ts';

/** Where an ensemble should get to, counted from its start; the first limit that is reached ends it. */
export interface Goal {
  steps?: number;
  /** Physical time. */
  time?: number;
  /** Evaluations of ∇ log π per particle. */
  gradientEvaluations?: number;
  /** Evaluations of log π per particle, for methods that evaluate no gradient. */
  densityEvaluations?: number;
}

/** Physical time of one step of the ensemble's method. */
export function stepSizeOf(ensemble: Ensemble): number {
  const { method, parameters } = methodAndParameters(ensemble);
  return method.definition.stepSize(parameters);
}

/** How many steps are left to the goal: 0 when it is reached, +∞ when nothing limits it. Budgets of evaluations are estimated from below. */
export function stepsLeft(ensemble: Ensemble, goal: Goal): number {
  const bySteps = goal.steps === undefined ? Number.POSITIVE_INFINITY : goal.steps - ensemble.steps;
  const budgets = EVALUATIONS.map((kind) => stepsToBudget(ensemble, kind, goal[kind]));
  return Math.max(0, Math.min(bySteps, stepsToTime(ensemble, goal), ...budgets));
}

function stepsToTime(ensemble: Ensemble, { time }: Goal): number {
  if (time === undefined) return Number.POSITIVE_INFINITY;
  // A thousandth of a step absorbs the rounding of a long sum of step sizes.
  return Math.ceil((time - ensemble.time) / stepSizeOf(ensemble) - 1e-3);
}

const EVALUATIONS = ['gradientEvaluations', 'densityEvaluations'] as const;

function stepsToBudget(ensemble: Ensemble, kind: (typeof EVALUATIONS)[number], budget: number | undefined): number {
  if (budget === undefined) return Number.POSITIVE_INFINITY;
  const left = budget - ensemble[kind] / ensemble.count;
  if (left <= 0) return 0;
  const perStep = ensemble[kind] / ensemble.count / Math.max(1, ensemble.steps);
  // Until a method has shown its price a step is assumed to cost one evaluation, so that no budget is overrun by more than a step.
  return Math.max(1, Math.floor(left / Math.max(1, perStep)));
}
