import { InputError } from '../errors.ts';
import { type Key, keyOf, normals, Stream } from '../random/index.ts';
import { checkSameDimension, type Points, readCloud, type Weights } from './cloud.ts';
import { checkOrder, type LineMeasure, powerCost, sortedMeasure } from './wasserstein-1d.ts';

export interface SlicedWassersteinOptions {
  /** Directions to average over. Default 128. In one dimension there is only one. */
  projections?: number;
  /** Where the directions come from. Default `'sliced-wasserstein'`. */
  seed?: string | Key;
  /** The order p >= 1. Default 2. */
  p?: number;
  a?: Weights;
  b?: Weights;
}

/**
 * The sliced Wasserstein distance (Rabin et al. 2011; Bonneel et al. 2015): (mean over directions θ of W_p^p(θ·x, θ·y))^{1/p}, with exact distances
 * on the lines. The directions are a pure function of the seed, so values with one seed compare. O(n log n + m log m) a direction.
 *
 * @param x [n, d] @param y [m, d]
 * @throws InputError as `sinkhorn`, or for projections or p out of range
 */
export async function slicedWasserstein(x: Points, y: Points, options: SlicedWassersteinOptions = {}): Promise<number> {
  const { projections = 128, seed = 'sliced-wasserstein', p = 2 } = options;
  checkOrder(p);
  const [first, second] = await Promise.all([
    readCloud(x, options.a, { points: 'x', weights: 'a' }),
    readCloud(y, options.b, { points: 'y', weights: 'b' }),
  ]);
  checkSameDimension(first, second);
  // One direction at a time: the projections of large clouds to all of them would fill the memory.
  const costs = unitDirections(projections, first.dimension, seed).map((direction) =>
    powerCost(sortedProjection(first, direction), sortedProjection(second, direction), p),
  );
  return powerMean(costs, p);
}

/**
 * The sliced W_p of two clouds by their sorted projections to the same directions, to be kept where a cloud is compared with several others.
 *
 * @param a of `sortedProjection`, one measure a direction @param b likewise
 */
export function slicedDistance(a: readonly LineMeasure[], b: readonly LineMeasure[], p = 2): number {
  return powerMean(
    a.map((measure, k) => powerCost(measure, b[k]!, p)),
    p,
  );
}

const powerMean = (costs: number[], p: number): number =>
  (costs.reduce((sum, cost) => sum + cost, 0) / costs.length) ** (1 / p);

/**
 * Independent directions, uniform on the sphere, a pure function of the seed; in one dimension the only one.
 *
 * @throws InputError unless `count` is a positive integer
 */
export function unitDirections(count: number, dimension: number, seed: string | Key): Float64Array[] {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new InputError(`projections is ${count}, but must be a positive integer`);
  }
  if (dimension === 1) return [Float64Array.of(1)];
  const key = typeof seed === 'string' ? keyOf(seed) : seed;
  const values = normals(count, dimension, { key, step: 0, stream: Stream.projection });
  return Array.from({ length: count }, (_, i) => {
    const direction = values.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
}

/** Points in rows, [n, dimension], with weights [n] of the sum 1; uniform when left out. */
interface Rows {
  values: ArrayLike<number>;
  dimension: number;
  weights?: Float64Array;
}

/** The image of points under x ↦ ⟨x, direction⟩ as a measure on the line. O(n log n). */
export function sortedProjection({ values, dimension, weights }: Rows, direction: Float64Array): LineMeasure {
  const positions = new Float64Array(values.length / dimension);
  for (let i = 0; i < positions.length; i++) {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += values[i * dimension + k]! * direction[k]!;
    positions[i] = sum;
  }
  return sortedMeasure(positions, weights);
}
