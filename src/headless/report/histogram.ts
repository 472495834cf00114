import { centre, type Interval } from './grid.ts';

/** Weighted points of one coordinate in equal bins, as a density. Points outside count in the mass but are not shown. */
export function histogram(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  interval: Interval,
  bins: number,
): [number, number][] {
  const [low, high] = interval;
  const width = (high - low) / bins;
  const sums = new Float64Array(bins);
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    mass += weights[i]!;
    const bin = Math.floor((values[i]! - low) / width);
    if (bin >= 0 && bin < bins) sums[bin]! += weights[i]!;
  }
  return Array.from(sums, (sum, bin) => [centre(interval, bin, bins), sum / mass / width]);
}

/** The density of many samples: a fine histogram under a Gaussian of standard deviation `smoothing`. */
export function smoothDensity(values: ArrayLike<number>, interval: Interval, smoothing: number): [number, number][] {
  const fine = histogram(values, new Float64Array(values.length).fill(1), interval, 400);
  const step = (interval[1] - interval[0]) / 400;
  const reach = Math.ceil((3 * smoothing) / step);
  return fine.map(([x], i) => {
    let sum = 0;
    let total = 0;
    for (let k = -reach; k <= reach; k++) {
      const kernel = Math.exp(-0.5 * ((k * step) / smoothing) ** 2);
      total += kernel;
      sum += kernel * (fine[i + k]?.[1] ?? 0);
    }
    return [x, sum / total];
  });
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

export function coordinate(positions: ArrayLike<number>, axis: number, dimension: number): Float64Array {
  return Float64Array.from({ length: positions.length / dimension }, (_, row) => positions[row * dimension + axis]!);
}
