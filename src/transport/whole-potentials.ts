import { loops } from '../tensor/index.ts';
import type { Cloud } from './cloud.ts';
import type { Convention } from './convention.ts';
import type { Potentials } from './operator.ts';
import type { CentredCloud, Pair } from './problem.ts';

/**
 * The potentials at all points, in the caller's coordinates and convention, from those on the supports of the centred clouds. A point of zero
 * mass gets f = T(g), the value that makes f continuous. With δ the distance of the means,
 * ½|x + δ − y|² = ½|x − y|² + x·δ − y·δ + ½|δ|² around the means: f gains x·δ + ½|δ|², g gains −y·δ.
 */
export function wholePotentials(pair: Pair, { f, g }: Potentials): Potentials {
  const { x, y, offset, halfSquaredOffset, convention } = pair;
  const { halfEpsilon, scale } = convention;
  const wholeF = extended(x, y.support, f, g, halfEpsilon);
  const wholeG = extended(y, x.support, g, f, halfEpsilon);
  return {
    f: wholeF.map((value, i) => scale * (value + along(x.whole, i, offset) + halfSquaredOffset)),
    g: wholeG.map((value, j) => scale * (value - along(y.whole, j, offset))),
  };
}

/** The potential of a cloud with itself at all points, in the caller's convention: it does not feel where the cloud lies. */
export function wholeSelfPotential(cloud: CentredCloud, convention: Convention, f: Float64Array): Float64Array {
  const { halfEpsilon, scale } = convention;
  return extended(cloud, cloud.support, f, f, halfEpsilon).map((value) => scale * value);
}

/** The inverse of `wholePotentials`, without the points of zero mass: for warm starts. */
export function supportPotentials(pair: Pair, { f, g }: Potentials): Potentials {
  const { x, y, offset } = pair;
  const { scale } = pair.convention;
  return {
    f: Float64Array.from(x.rows, (row) => localHeight(pair, f, row)),
    g: Float64Array.from(y.rows, (row) => g[row]! / scale + along(y.whole, row, offset)),
  };
}

/** f at one point, back in the centred problem of cost ½|x − y|². */
export function localHeight({ x, offset, halfSquaredOffset, convention }: Pair, f: Float64Array, row: number): number {
  return f[row]! / convention.scale - along(x.whole, row, offset) - halfSquaredOffset;
}

function along({ values, dimension }: Cloud, row: number, direction: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) sum += values[row * dimension + k]! * direction[k]!;
  return sum;
}

function extended(
  cloud: CentredCloud,
  other: Cloud,
  known: Float64Array,
  potential: Float64Array,
  epsilon: number,
): Float64Array {
  const { whole, rows } = cloud;
  if (rows.length === whole.count) return known;
  const { dimension } = whole;
  const out = new Float64Array(whole.count).fill(Number.NaN);
  rows.forEach((row, i) => {
    out[row] = known[i]!;
  });
  const h = potential.map((value, j) => value + epsilon * Math.log(other.weights[j]!));
  const one = new Float64Array(1);
  for (let i = 0; i < whole.count; i++) {
    if (whole.weights[i]! > 0) continue;
    const point = whole.values.subarray(i * dimension, (i + 1) * dimension);
    out[i] = loops.softminLoops(point, other.values, h, dimension, epsilon, one)[0]!;
  }
  return out;
}
