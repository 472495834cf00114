import { InputError } from '../errors.ts';
import type { Potentials } from './operator.ts';
import type { Pair } from './problem.ts';

/** Given potentials as float64. @throws InputError when their lengths are not those of the clouds or a value is not finite */
export function checkWarmStart(
  start: { readonly f: ArrayLike<number>; readonly g: ArrayLike<number> },
  pair: Pair,
): Potentials {
  return {
    f: checkPotential(start.f, pair.x.whole.count, 'warmStart.f'),
    g: checkPotential(start.g, pair.y.whole.count, 'warmStart.g'),
  };
}

export function checkPotential(values: ArrayLike<number>, count: number, field: string): Float64Array {
  if (values.length !== count)
    throw new InputError(`${field} has ${values.length} values, but there are ${count} points`);
  const potential = Float64Array.from(values);
  const bad = potential.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${field}[${bad}] is ${potential[bad]}, but must be a finite number`);
  return potential;
}
