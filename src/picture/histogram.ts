import { centre, type Interval, lengthOf } from './interval.ts';

/** Points of one coordinate in equal bins, as a density. Points outside count in the mass but are not shown. All weights are equal when left out. */
export function histogram(
  values: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  interval: Interval,
  bins: number,
): [position: number, density: number][] {
  const width = lengthOf(interval) / bins;
  const sums = new Float64Array(bins);
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    mass += weight;
    const bin = Math.floor((values[i]! - interval[0]) / width);
    if (bin >= 0 && bin < bins) sums[bin]! += weight;
  }
  return Array.from(sums, (sum, bin) => [centre(interval, bin, bins), sum / mass / width]);
}

/** The values below which these shares of the mass lie; all weights are equal when left out. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[], weights?: ArrayLike<number>): number[] {
  const order = Int32Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const massAt = (i: number): number => weights?.[i] ?? 1;
  const total = order.reduce((sum, i) => sum + massAt(i), 0);
  return shares.map((share) => {
    let below = 0;
    return values[order.find((i) => (below += massAt(i)) >= share * total) ?? order.at(-1)!]!;
  });
}

export const coordinate = (positions: ArrayLike<number>, axis: number, dimension: number): Float64Array =>
  Float64Array.from({ length: positions.length / dimension }, (_, row) => positions[row * dimension + axis]!);
