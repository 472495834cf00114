import { RunError } from '../errors.ts';

/** @throws RunError when particles begin a step where the energy is infinite: no step leads out of there, and none is to blame */
export function requireFiniteEnergy(value: number): void {
  if (value !== Number.POSITIVE_INFINITY) return;
  throw new RunError('the energy is infinite at the start: particles must be where the target has a density');
}
