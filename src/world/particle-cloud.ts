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
  const count = values.length / dimension;
  const mean = new Float64Array(dimension);
  const square = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    const weight = weights?.[i] ?? 1 / count;
    for (let k = 0; k < dimension; k++) {
      // Around the first point, so that a cloud far from the origin loses nothing to cancellation.
      const z = values[i * dimension + k]! - values[k]!;
      mean[k]! += weight * z;
      square[k]! += weight * z * z;
    }
  }
  return square.reduce((sum, value, k) => sum + Math.max(0, value - mean[k]! ** 2), 0);
}
