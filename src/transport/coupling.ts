import { InputError } from '../errors.ts';
import type { Points } from './cloud.ts';
import { conditionalMoments } from './conditional.ts';
import { type Pair, readPair, type Solution, solvePair } from './problem.ts';
import { resultOf, type SinkhornOptions, type SinkhornResult } from './sinkhorn.ts';
import { strongestPairs, type TopPairs } from './strongest-pairs.ts';
import { checkWarmStart } from './warm-start.ts';
import { localHeight, supportPotentials } from './whole-potentials.ts';

/** The largest plan, in entries, that is written out: 32 MB. */
const MOST_ENTRIES = 4_000_000;

/** The entropic plan between two clouds, computed where someone looks. */
export interface Coupling extends SinkhornResult {
  /** Points of x and of y. */
  readonly shape: readonly [number, number];
  /** Rows start … start + count − 1 of the plan, row-major [count, m]. @throws InputError for rows that are not there */
  rows(start: number, count: number): Float64Array;
  /** The whole plan, row-major [n, m]. @throws InputError when it has more than 4 million entries */
  plan(): Float64Array;
  /**
   * The `count` largest entries of each row, largest first, in O(n·count) memory: partners [n, count] (rows of y; −1 where y has fewer points of positive
   * mass) and their masses [n, count]. Blocks of y that cannot hold them are not looked at.
   */
  topPairs(count: number): TopPairs;
  /** E[y | x_i], row-major [n, d]. */
  barycentricMap(): Float64Array;
}

/**
 * The Sinkhorn coupling π_ij = a_i b_j exp((f_i + g_j − c_ij)/ε) of two clouds. The solve is as `sinkhorn`; the answers are in float64 on the host.
 *
 * @param x [n, d] @param y [m, d] @throws InputError as `sinkhorn`
 */
export async function coupling(x: Points, y: Points, options: SinkhornOptions): Promise<Coupling> {
  const pair = await readPair(x, y, options);
  const start = options.warmStart && supportPotentials(pair, checkWarmStart(options.warmStart, pair));
  const solution = await solvePair(pair, options, start);
  const n = pair.x.whole.count;
  const m = pair.y.whole.count;
  const result = resultOf(pair, solution);
  const rows = (first: number, count: number) => planRows(pair, solution, result.f, first, count);
  return {
    ...result,
    shape: [n, m],
    rows,
    plan() {
      if (n * m <= MOST_ENTRIES) return rows(0, n);
      throw new InputError(
        `the plan has ${n} x ${m} entries, but at most ${MOST_ENTRIES} are written out: use rows(start, count)`,
      );
    },
    topPairs: (count) => strongestPairs(pair, solution, result.f, count),
    barycentricMap: () => barycentricMap(pair, solution),
  };
}

function planRows(pair: Pair, { potentials }: Solution, f: Float64Array, first: number, count: number): Float64Array {
  const { whole } = pair.x;
  const { support, rows, whole: target } = pair.y;
  if (
    !(Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 0 && first + count <= whole.count)
  ) {
    throw new InputError(`rows(${first}, ${count}) is not inside the ${whole.count} rows of the plan`);
  }
  if (count * target.count > MOST_ENTRIES) {
    throw new InputError(`rows(${first}, ${count}) has more than ${MOST_ENTRIES} entries: ask for fewer rows`);
  }
  const d = whole.dimension;
  const out = new Float64Array(count * target.count);
  for (let i = 0; i < count; i++) {
    const row = first + i;
    const height = localHeight(pair, f, row);
    for (let j = 0; j < support.count; j++) {
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (whole.values[row * d + k]! - support.values[j * d + k]!) ** 2;
      const exponent = (height + potentials.g[j]! - 0.5 * squared) / pair.convention.halfEpsilon;
      out[i * target.count + rows[j]!] = whole.weights[row]! * support.weights[j]! * Math.exp(exponent);
    }
  }
  return out;
}

function barycentricMap({ x, y, convention }: Pair, { potentials }: Solution): Float64Array {
  const d = x.whole.dimension;
  const { mean } = conditionalMoments(x.whole.values, y.support, potentials.g, convention.halfEpsilon, 1);
  return mean.map((value, at) => value + y.centre[at % d]!);
}
