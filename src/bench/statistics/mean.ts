import { InputError } from '../../errors.ts';
import { deviation } from '../../metrics/index.ts';

export interface Mean {
  mean: number;
  /** Standard deviation (with n − 1) over √n; left out for a single value, which does not tell. */
  standardError?: number;
}

/** @throws InputError for no values */
export function meanOf(values: readonly number[]): Mean {
  const mean = average(values);
  return values.length === 1 ? { mean } : { mean, standardError: deviation(values) / Math.sqrt(values.length) };
}

/**
 * exp(mean of log x): what averages ratios. 0 as soon as one value is 0.
 *
 * @throws InputError for no values, and for one below 0
 */
export function geometricMean(values: readonly number[]): number {
  const odd = values.find((value) => !(value >= 0));
  if (odd !== undefined) throw new InputError(`values: must not be negative for a geometric mean, got ${odd}`);
  return Math.exp(average(values.map(Math.log)));
}

function average(values: readonly number[]): number {
  if (values.length === 0) throw new InputError('values: must be at least one number, got none');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
