import { InputError } from '../errors.ts';
import { type Key, keyOf, normals, Stream } from '../random/index.ts';
import { type Cloud, checkSameDimension, type Points, readCloud, type Weights } from './cloud.ts';
import { checkOrder, lineMeasure, powerCost } from './wasserstein-1d.ts';

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
 * on the lines. The directions are a pure function of the seed, so values with one seed compare.
 *
 * @param x [n, d] @param y [m, d]
 * @throws InputError as `sinkhorn`, or for projections or p out of range
 */
export async function slicedWasserstein(x: Points, y: Points, options: SlicedWassersteinOptions = {}): Promise<number> {
  const { projections = 128, seed = 'sliced-wasserstein', p = 2 } = options;
  if (!(Number.isInteger(projections) && projections > 0)) {
    throw new InputError(`projections is ${projections}, but must be a positive integer`);
  }
  checkOrder(p);
  const [first, second] = await Promise.all([
    readCloud(x, options.a, { points: 'x', weights: 'a' }),
    readCloud(y, options.b, { points: 'y', weights: 'b' }),
  ]);
  checkSameDimension(first, second);
  const { dimension } = first;
  const weights = { x: options.a && first.weights, y: options.b && second.weights };
  const directions = unitDirections(dimension === 1 ? 1 : projections, dimension, seed);
  let sum = 0;
  for (const direction of directions) {
    const from = lineMeasure(projected(first, direction), weights.x, { points: 'x', weights: 'a' });
    const to = lineMeasure(projected(second, direction), weights.y, { points: 'y', weights: 'b' });
    sum += powerCost(from, to, p);
  }
  return (sum / directions.length) ** (1 / p);
}

/** Independent directions, uniform on the sphere. */
function unitDirections(count: number, dimension: number, seed: string | Key): Float64Array[] {
  const key = typeof seed === 'string' ? keyOf(seed) : seed;
  const values = normals(count, dimension, { key, step: 0, stream: Stream.projection });
  return Array.from({ length: count }, (_, i) => {
    const direction = values.subarray(i * dimension, (i + 1) * dimension);
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
}

function projected({ values, count, dimension }: Cloud, direction: Float64Array): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += values[i * dimension + k]! * direction[k]!;
    out[i] = sum;
  }
  return out;
}
