/** The specification in plain loops: what the kernels are tested against. */

interface Cloud {
  sites: Float64Array;
  dimension: number;
  epsilon: number;
}

/** |x_i − x_j|²/ε. */
function ratio({ sites, dimension, epsilon }: Cloud, i: number, j: number): number {
  let squared = 0;
  for (let k = 0; k < dimension; k++) squared += (sites[i * dimension + k]! - sites[j * dimension + k]!) ** 2;
  return squared / epsilon;
}

const indices = ({ sites, dimension }: Cloud): number[] => [...Array(sites.length / dimension).keys()];

/** Σ_j exp(−|x_i − x_j|²/ε) v_j. */
export function plainApply(cloud: Cloud, v: Float64Array): Float64Array {
  return v.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += v[j] === 0 ? 0 : v[j]! * Math.exp(-ratio(cloud, i, j));
    return sum;
  });
}

/** log Σ_j exp(h_j − |x_i − x_j|²/ε), each sum taken relative to its largest term. */
export function plainLogApply(cloud: Cloud, h: Float64Array): Float64Array {
  return h.map((_, i) => {
    const exponents = h.map((value, j) => value - ratio(cloud, i, j));
    const top = exponents.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    if (top === Number.NEGATIVE_INFINITY) return top;
    let sum = 0;
    for (const value of exponents) if (value > Number.NEGATIVE_INFINITY) sum += Math.exp(value - top);
    return top + Math.log(sum);
  });
}

/** The largest exponent: rounding of the exponents is an absolute error of a logarithm. */
export const largestRatio = (cloud: Cloud): number =>
  indices(cloud).reduce((top, i) => indices(cloud).reduce((most, j) => Math.max(most, ratio(cloud, i, j)), top), 0);

/** The nodes of a product grid, the last axis fastest. */
export function nodesOf(axes: readonly (readonly number[])[]): Float64Array {
  const rows = axes.reduce<number[][]>((lead, axis) => lead.flatMap((row) => axis.map((x) => [...row, x])), [[]]);
  return Float64Array.from(rows.flat());
}

/** `count` nodes from `low` to `high`, ends included. */
export const uniformAxis = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** Σ|x_i − y_i|. */
export const distance = (x: Float64Array, y: Float64Array): number =>
  x.reduce((sum, value, i) => sum + Math.abs(value - y[i]!), 0);

/** max |x_i − y_i| / scale_i. */
export const worst = (x: Float64Array, y: Float64Array, scale: (i: number) => number): number =>
  x.reduce((most, value, i) => Math.max(most, value === y[i] ? 0 : Math.abs(value - y[i]!) / scale(i)), 0);
