import { InputError } from '../errors.ts';
import type { Sites } from './block.ts';

/** Sites as the backend has them: not far from 0, in a unit near the width of the kernel. */
export interface Float32Sites {
  /** Row-major [n, dimension]. */
  readonly values: Float32Array;
  readonly dimension: number;
  /** ε/2 in that unit: the cost of the backend is ½|x − y|². */
  readonly halfEpsilon: number;
  /** What rounding the positions changes entries of the kernel by, relatively, where those are not small: 0 for positions from float32. */
  readonly rounding: number;
}

/** Only clouds that are so many times their extent away from 0 are moved: positions that come from float32 stay as they are. */
const FAR = 4;

/** Squares of more overflow in float32. */
const FARTHEST = 1e18;

/**
 * The unit is a power of two, which keeps positions from float32 as they are, too.
 *
 * @throws InputError where the cloud is more than 1e18 such units wide
 */
export function float32Sites({ sites, dimension, epsilon }: Sites): Float32Sites {
  const unit = powerOfTwo(Math.sqrt(epsilon / 2));
  const origins = Array.from({ length: dimension }, (_, k) => origin(sites, dimension, k));
  const local = sites.map((x, at) => (x - origins[at % dimension]!) / unit);
  const extent = local.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (!(extent < FARTHEST))
    throw new InputError(`epsilon: must be larger for sites that are so far apart, got ${epsilon}`);
  const values = Float32Array.from(local);
  const halfEpsilon = epsilon / (2 * unit * unit);
  const moved = local.reduce((most, x, at) => Math.max(most, Math.abs(x - values[at]!)), 0);
  // Both ends of a pair move, and where the kernel is e^{−1} its logarithm changes by |x − y|/(ε/2) times as much.
  return { values, dimension, halfEpsilon, rounding: (2 * Math.SQRT2 * moved) / Math.sqrt(halfEpsilon) };
}

/** A multiple of a number like the extent, so that little is rounded when it is subtracted. */
function origin(sites: Float64Array, dimension: number, k: number): number {
  let [low, high] = [sites[k]!, sites[k]!];
  for (let at = k; at < sites.length; at += dimension) {
    low = Math.min(low, sites[at]!);
    high = Math.max(high, sites[at]!);
  }
  if (high === low) return low;
  const step = FAR * powerOfTwo(high - low);
  return step * Math.round((low + high) / (2 * step));
}

const powerOfTwo = (x: number): number => 2 ** Math.round(Math.log2(x));
