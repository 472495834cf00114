import { momentsOfCloud } from '../../metrics/index.ts';
import type { Moments } from '../../targets/index.ts';
import { gaussianTransport } from '../../transport/index.ts';

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

/**
 * Between two methods: by common labels where rows of one have the weights of the other; else, as for sites, whose masses move, W₂ between the
 * Gaussians with the moments of the laws. A kernel much wider than the distance of sites hardly sees how mass is shared among neighbours: laws of
 * few atoms and smooth ones are the same to it, and a distance of the laws themselves would stay where those of all that matters go to 0.
 */
export function distanceBetween(a: LabelledCloud, b: LabelledCloud): number {
  if (haveSameWeights(a, b)) return labelledDistance(a, b);
  const { wassersteinSquared } = gaussianTransport(momentsOf(a), momentsOf(b));
  return Math.sqrt(Math.max(0, wassersteinSquared));
}

const momentsOf = ({ values, dimension, weights }: LabelledCloud): Moments =>
  momentsOfCloud({ positions: values, dimension, ...(weights && { weights }) });

const haveSameWeights = (
  { weights: a, values }: LabelledCloud,
  { weights: b, values: others }: LabelledCloud,
): boolean => values.length === others.length && (a && b ? a.every((weight, i) => weight === b[i]) : a === b);

/** (Σ wᵢ|xᵢ|²)^½: the size of the numbers that rounding is relative to. */
export const sizeOf = (cloud: LabelledCloud): number => rootMeanSquare(cloud, (i) => cloud.values[i]!);

function rootMeanSquare({ values, dimension, weights }: LabelledCloud, entry: (i: number) => number): number {
  const uniform = dimension / values.length;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (weights?.[Math.floor(i / dimension)] ?? uniform) * entry(i) ** 2;
  return Math.sqrt(sum);
}
