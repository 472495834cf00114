import { InputError } from '../errors.ts';

/** How far from 1 the sum of given weights may lie: float32 weights of a million points stay inside. They are then normalised. */
const SUM_TOLERANCE = 1e-5;

/** The weights, scaled to sum to 1 exactly. @throws InputError when one is negative or not finite, or the sum is not 1 within 1e-5 */
export function checkWeights(weights: Float64Array, count: number, name: string): Float64Array {
  if (weights.length !== count) {
    throw new InputError(`${name} has ${weights.length} weights, but there are ${count} points`);
  }
  const bad = weights.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (bad >= 0) throw new InputError(`${name}[${bad}] is ${weights[bad]}, but a weight must be >= 0 and finite`);
  const sum = weights.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new InputError(`${name} sums to ${Number(sum.toPrecision(8))}, but weights must sum to 1`);
  }
  return weights.map((value) => value / sum);
}
