import { normalQuantile } from '../random/index.ts';
import { ascendingOrder } from './ascending-order.ts';

/** Ranks of values, none of them NaN: the least has 1, equal ones the average of their ranks. O(n). */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const own = Float64Array.from(values);
  const order = ascendingOrder(own);
  const ranks = new Float64Array(own.length);
  for (let first = 0, next = 0; first < order.length; first = next) {
    const value = own[order[first]!];
    while (next < order.length && own[order[next]!] === value) next++;
    for (let i = first; i < next; i++) ranks[order[i]!] = (first + 1 + next) / 2;
  }
  return ranks;
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
  const out = averageRanks(values);
  for (let i = 0; i < out.length; i++) out[i] = scores.of(out[i]!);
  return out;
}
