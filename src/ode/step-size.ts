import { power } from '../elementary/index.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import type { Asking } from './dormand-prince.ts';

/** Hairer's constants for Dormand-Prince 5(4): exponents of this error and of the last one, and what a step may shrink or grow by. */
const PROPORTIONAL = 0.17;
const INTEGRAL = 0.04;
const SAFETY = 0.9;
const SHRINK = 0.2;
const GROW = 10;
/** Errors below this count as this, so that a lucky zero does not echo in the next steps. */
const SMALLEST_ERROR = 1e-4;

/**
 * By what to multiply the step: PI control of the relative errors of this step and of the last one that was taken.
 *
 * Source: Hairer & Wanner, "Solving Ordinary Differential Equations II", section IV.2, as in their DOPRI5.
 */
export function nextFactor(error: number, lastError: number): number {
  if (!Number.isFinite(error)) return SHRINK;
  // A rejected step forgets the last one: only its own error says how far it was off.
  const wanted =
    error > 1
      ? SAFETY * power(error, -PROPORTIONAL)
      : SAFETY *
        power(Math.max(error, SMALLEST_ERROR), -PROPORTIONAL) *
        power(Math.max(lastError, SMALLEST_ERROR), INTEGRAL);
  return Math.min(GROW, Math.max(SHRINK, wanted));
}

/**
 * A first step: from the size and the change of the velocity along one Euler step.
 *
 * Source: Hairer, Nørsett & Wanner, "Solving Ordinary Differential Equations I", section II.4, "Starting Step Size".
 *
 * @param bound the error that one step may have
 */
export function* firstStep(
  x: Float64Array,
  slope: Float64Array,
  duration: number,
  bound: number,
): Asking<{ step: number; evaluations: number }> {
  const speed = rootMeanSquare(slope);
  if (speed === 0) return { step: duration, evaluations: 0 };
  const euler = Math.min(duration, (0.01 * rootMeanSquare(x) || bound) / speed);
  const there = yield x.map((value, i) => value + euler * slope[i]!);
  const turn = rootMeanSquare(there.map((value, i) => value - slope[i]!)) / euler;
  const steepest = Math.max(speed, turn) / bound;
  const step = Number.isFinite(steepest) ? power(0.01 / steepest, 1 / 5) : euler;
  return { step: Math.min(duration, 100 * euler, step), evaluations: 1 };
}
