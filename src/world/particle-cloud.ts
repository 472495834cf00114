import { momentsOfCloud } from '../metrics/index.ts';
import type { Ensemble } from './model.ts';

/** Points with masses on the host: what src/transport takes. */
export interface ParticleCloud {
  /** Row-major [n, dimension]. */
  readonly values: Float32Array | Float64Array;
  readonly dimension: number;
  /** [n], sum 1; uniform when left out. */
  readonly weights?: Float32Array | Float64Array;
}

/** The particles of an ensemble as they are now. */
export async function cloudOf({ columns, dimension }: Ensemble): Promise<ParticleCloud> {
  const values = await columns.position.pull();
  if (!columns.weight) return { values, dimension };
  return { values, dimension, weights: await columns.weight.pull() };
}

/** The trace of the covariance of a cloud: half the mean squared distance of two of its points. */
export function spreadOf({ values, dimension, weights }: ParticleCloud): number {
  const { covariance } = momentsOfCloud({ positions: values, dimension, ...(weights && { weights }) });
  return covariance.reduce((trace, row, k) => trace + row[k]!, 0);
}
