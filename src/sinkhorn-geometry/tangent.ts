import { InputError } from '../errors.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';

/** Of Σ|σ|: what rounding leaves of a sum that is zero. */
const ROUNDING = 1e-9;

/**
 * A velocity of masses must keep their sum, and take none where there is none. It may put mass anywhere: vertical motion.
 * @throws InputError naming the velocity
 */
export function checkVelocity(kernel: SiteKernel, { masses }: SiteLaw, velocity: Float64Array, field: string): void {
  checkNumbers(kernel, velocity, field);
  const sum = velocity.reduce((total, value) => total + value, 0);
  const size = velocity.reduce((total, value) => total + Math.abs(value), 0);
  if (Math.abs(sum) > ROUNDING * size) {
    throw new InputError(`${field}: must sum to 0, since the mass of a law is 1; got the sum ${sum}`);
  }
  const empty = velocity.findIndex((value, i) => masses[i] === 0 && value < 0);
  if (empty < 0) return;
  throw new InputError(`${field}[${empty}]: must be >= 0 where the law has no mass, got ${velocity[empty]}`);
}

/** One finite number a site. @throws InputError */
export function checkNumbers({ count }: SiteKernel, values: Float64Array, field: string): void {
  if (values.length !== count) {
    throw new InputError(`${field}: must have ${count} entries, one a site, got ${values.length}`);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${field}[${bad}]: must be finite, got ${values[bad]}`);
}
