/** Particles at the end of a run, on the host. */
export interface LabelledCloud {
  /** Row-major [n, dimension]. */
  readonly values: Float32Array;
  readonly dimension: number;
  /** [n], sum 1; uniform when left out. */
  readonly weights?: Float32Array;
}

/**
 * The root mean square distance between particles of the same row, by the weights of `a`: an upper bound of W₂(a, b) where both have these
 * weights, because the common labels are a coupling.
 */
export const labelledDistance = (a: LabelledCloud, b: LabelledCloud): number =>
  rootMeanSquare(a, (i) => a.values[i]! - b.values[i]!);

/** (Σ wᵢ|xᵢ|²)^½: the size of the numbers that rounding is relative to. */
export const sizeOf = (cloud: LabelledCloud): number => rootMeanSquare(cloud, (i) => cloud.values[i]!);

function rootMeanSquare({ values, dimension, weights }: LabelledCloud, entry: (i: number) => number): number {
  const uniform = dimension / values.length;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (weights?.[Math.floor(i / dimension)] ?? uniform) * entry(i) ** 2;
  return Math.sqrt(sum);
}
