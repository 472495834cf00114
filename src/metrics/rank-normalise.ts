import { normalQuantile } from '../random/index.ts';

/** Ranks of values, none of them NaN: the least has 1, equal ones the average of their ranks. O(n log n). */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const ranks = new Float64Array(sorted.length);
  for (let first = 0, next = 0; first < sorted.length; first = next) {
    while (sorted[next] === sorted[first]) next++;
    ranks[first] = (first + 1 + next) / 2;
  }
  return Float64Array.from(values, (value) => ranks[firstNotBelow(sorted, value)]!);
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The normal scores of the ranks among `count` values, each computed once: Φ⁻¹((r − 3/8)/(S + 1/4)) (Blom 1958). */
export class NormalScores {
  readonly #count: number;
  /** By twice the rank: ties make halves. */
  readonly #scores: Float64Array;

  constructor(count: number) {
    this.#count = count;
    this.#scores = new Float64Array(2 * count + 1).fill(Number.NaN);
  }

  of(rank: number): number {
    const known = this.#scores[2 * rank]!;
    if (!Number.isNaN(known)) return known;
    const lower = (rank - 3 / 8) / (this.#count + 1 / 4);
    const upper = (this.#count - rank + 5 / 8) / (this.#count + 1 / 4);
    const score = rank - 0.5 === this.#count / 2 ? 0 : normalQuantile(lower, upper);
    this.#scores[2 * rank] = score;
    return score;
  }
}

/**
 * Values in place of which stand the normal scores of their ranks (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, eq. 14): what is computed of them exists
 * for heavy tails too, and does not change under monotone maps.
 *
 * @param scores of as many values, to be shared by several calls
 */
export function rankNormalise(values: ArrayLike<number>, scores = new NormalScores(values.length)): Float64Array {
  return averageRanks(values).map((rank) => scores.of(rank));
}
