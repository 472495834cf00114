/** A cloud on the line before and after a step: what row i is in one array, it is in the others. */
export interface OrderInput {
  /** [n], any numbers that ascend as the particles did at the start of the run: their positions then, or their ranks. */
  start: ArrayLike<number>;
  /** Positions before the step, [n]. */
  before: ArrayLike<number>;
  /** Positions after the step, [n]. */
  after: ArrayLike<number>;
  /** Masses, [n], > 0; default equal. */
  weights?: ArrayLike<number>;
}

/** What a step did to the order and to the density of a cloud on the line. */
export interface OrderReport {
  /** Pairs of particles that lie in the other order than at the start of the run: 0 … n(n − 1)/2. */
  readonly inversions: number;
  /** Least slope of the map of this step between neighbours: negative where it folds. 1 for fewer than two different positions. */
  readonly minSlope: number;
  /**
   * Least and largest density between two neighbours, relative to the geometric mean over up to four gaps on either side (as many on both):
   * near 1 wherever the law is smooth, whatever its shape; far below 1 in a hole, far above in a spike.
   */
  readonly lowestDensity: number;
  readonly highestDensity: number;
}

/** Gaps on either side that a density is compared with. */
const WINDOW = 4;

/** Order and density of a cloud on the line after a step. O(n log n). */
export function orderOf({ start, before, after, weights }: OrderInput): OrderReport {
  const densities = relativeDensities(after, weights);
  return {
    inversions: inversionsOf(Array.from(ascending(start), (row) => after[row]!)),
    minSlope: leastSlope(before, after),
    lowestDensity: densities.reduce((least, density) => Math.min(least, density), 1),
    highestDensity: densities.reduce((most, density) => Math.max(most, density), 1),
  };
}

/** The rows from the lowest to the highest value; equal ones in the order of the rows. */
export function ascending(values: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]! || i - j);
}

/** How many pairs stand in descending order: merge sort, which `values` is left sorted by. */
function inversionsOf(values: number[]): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const left = values.slice(0, middle);
  const right = values.slice(middle);
  let count = inversionsOf(left) + inversionsOf(right);
  let i = 0;
  let j = 0;
  for (let k = 0; k < values.length; k++) {
    const takeLeft = j === right.length || (i < left.length && left[i]! <= right[j]!);
    // Everything still waiting on the left is larger than what is taken from the right.
    if (!takeLeft) count += left.length - i;
    values[k] = takeLeft ? left[i++]! : right[j++]!;
  }
  return count;
}

function leastSlope(before: ArrayLike<number>, after: ArrayLike<number>): number {
  const order = ascending(before);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 1; k < order.length; k++) {
    const [low, high] = [order[k - 1]!, order[k]!];
    const gap = before[high]! - before[low]!;
    if (gap > 0) least = Math.min(least, (after[high]! - after[low]!) / gap);
  }
  return Number.isFinite(least) ? least : 1;
}

/** The density in every gap but the outermost ones, relative to the gaps around it. */
function relativeDensities(positions: ArrayLike<number>, weights: ArrayLike<number> | undefined): number[] {
  const order = ascending(positions);
  const weightOf = (row: number): number => weights?.[row] ?? 1;
  const extent = positions[order.at(-1)!]! - positions[order[0]!]!;
  // Particles in one place have no density: they count as the narrowest gap that float32 tells from none.
  const narrowest = extent > 0 ? extent * 2 ** -24 : 1;
  const logs: number[] = [];
  for (let k = 1; k < order.length; k++) {
    const [low, high] = [order[k - 1]!, order[k]!];
    const gap = Math.max(positions[high]! - positions[low]!, narrowest);
    logs.push(Math.log((weightOf(low) + weightOf(high)) / (2 * gap)));
  }
  const sums = [0];
  for (const log of logs) sums.push(sums.at(-1)! + log);
  const inner = logs.slice(1, -1);
  return inner.map((log, at) => {
    const k = at + 1;
    const reach = Math.min(WINDOW, k, logs.length - 1 - k);
    const around = sums[k + reach + 1]! - sums[k - reach]! - log;
    return Math.exp(log - around / (2 * reach));
  });
}
