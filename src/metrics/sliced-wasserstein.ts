import { type Key, keyOf, normals, Stream } from '../random/index.ts';
import { type Cloud, requireClouds } from './cloud.ts';
import { type SortedMeasure, sortedProjection, squaredWasserstein1d } from './sorted-projection.ts';

export interface SlicedOptions {
  /** Number of random directions; in one dimension there is only one. Default 64. */
  projections?: number;
  /** Fixes the directions: distances that are to be compared take the same. Default: a constant of the library. */
  key?: Key;
}

/**
 * The sliced Wasserstein distance SW₂ = (mean over directions θ of W₂²(θ·x, θ·y))^½ (Rabin, Peyré, Delon & Bernot 2011), in the units of the
 * positions; in one dimension it is W₂ itself. Exact in each direction, for clouds of any two sizes and any weights. O(n log n) a direction.
 *
 * @throws InputError when the clouds are empty or differ in dimension
 */
export function slicedWasserstein(x: Cloud, y: Cloud, options: SlicedOptions = {}): number {
  requireClouds(x, y);
  const directions = directionsOf(x.dimension, options);
  return slicedDistance(sliced(x, directions), sliced(y, directions));
}

/** The sorted projections of a cloud: to be kept when it is compared with several others. */
export const sliced = (cloud: Cloud, directions: Float64Array[]): SortedMeasure[] =>
  directions.map((direction) => sortedProjection(cloud, direction));

export function slicedDistance(a: SortedMeasure[], b: SortedMeasure[]): number {
  const sum = a.reduce((total, measure, k) => total + squaredWasserstein1d(measure, b[k]!), 0);
  return Math.sqrt(sum / a.length);
}

/** Independent directions, uniform on the sphere. */
export function directionsOf(
  dimension: number,
  { projections = 64, key = keyOf('ottoflow') }: SlicedOptions = {},
): Float64Array[] {
  if (dimension === 1) return [Float64Array.of(1)];
  const numbers = normals(projections, dimension, { key, step: 0, stream: Stream.projection });
  return Array.from({ length: projections }, (_, i) => {
    const direction = numbers.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
}
