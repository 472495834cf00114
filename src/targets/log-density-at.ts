import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { requireDensity } from './data.ts';
import type { Target } from './target.ts';

/**
 * log π at rows [n, d], float32 inside; −∞ where the density is 0.
 *
 * @param field what to call the measure in a message
 * @throws InputError where it is NaN or +∞, or for a measure without a density
 */
export async function logDensityAt(target: Target, points: Float64Array, field: string): Promise<Float64Array> {
  requireDensity(target, field);
  const rows = points.length / target.dimension;
  const tensor = tidy(() => target.logDensity(tensor2d(Float32Array.from(points), [rows, target.dimension])));
  const values = Float64Array.from(await tensor.data());
  tensor.dispose();
  const bad = values.find((value) => Number.isNaN(value) || value === Number.POSITIVE_INFINITY);
  if (bad === undefined) return values;
  throw new InputError(`${field}: the log density of ${target.name} must be a number below infinity, got ${bad}`);
}
