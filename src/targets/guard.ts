import type { Tensor2D } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { Target } from './target.ts';

type Guarded = Omit<Target, 'spec'>;

/** @throws InputError unless x is [n, dimension]: a fused kernel would read past its end, broadcasting would give a wrong number */
export function checkPoints({ name, dimension }: Guarded, x: Tensor2D): void {
  if (x.rank === 2 && x.shape[1] === dimension) return;
  throw new InputError(`${name}: x must have the shape [n, ${dimension}], got [${x.shape}]`);
}

/** Let a target check what its functions are given. In place: moments may be computed when first asked for. */
export function guard<T extends Guarded>(target: T): T {
  const { logDensity, gradLogDensity, sample, quantile } = target;
  target.logDensity = (x) => {
    checkPoints(target, x);
    return logDensity(x);
  };
  target.gradLogDensity = (x) => {
    checkPoints(target, x);
    return gradLogDensity(x);
  };
  if (sample) {
    target.sample = (count, seed) => {
      if (Number.isInteger(count) && count >= 0) return sample(count, seed);
      throw new InputError(
        `${target.name}: the number of samples must be an integer of at least 0, got ${formatValue(count)}`,
      );
    };
  }
  if (quantile) {
    target.quantile = (u) => {
      if (u > 0 && u < 1) return quantile(u);
      throw new InputError(`${target.name}: the u of a quantile must lie between 0 and 1, got ${formatValue(u)}`);
    };
  }
  return target;
}
