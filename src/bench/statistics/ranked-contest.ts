import { InputError } from '../../errors.ts';
import { averageRanks } from '../../metrics/index.ts';
import { type Key, Stream, uniforms } from '../../random/index.ts';

/** One metric of several methods on one target. */
export interface Contest {
  /** For people, such as the name of the target. */
  name: string;
  /** Lower is better. By method, one figure a replicate, in the same order for all methods; NaN where a replicate gave none: it ranks last. */
  figures: Readonly<Record<string, readonly number[]>>;
}

/**
 * Ranks of figures, the least 1; equal ones the mean of their ranks; NaN counts as +∞.
 */
export const ranks = (figures: readonly number[]): number[] =>
  Array.from(averageRanks(figures.map((figure) => (Number.isNaN(figure) ? Number.POSITIVE_INFINITY : figure))));

/** A contest whose methods were ranked in every replicate. */
export class RankedContest {
  readonly #methods: readonly string[];
  /** [replicate][method] */
  readonly #ranks: readonly number[][];

  /** @throws InputError for a contest without methods or replicates, or methods with different numbers of replicates */
  constructor({ name, figures }: Contest) {
    this.#methods = Object.keys(figures);
    const replicates = figures[this.#methods[0] ?? '']?.length ?? 0;
    if (replicates === 0) throw new InputError(`contest ${name}: must have a method and a replicate`);
    const odd = this.#methods.find((method) => figures[method]!.length !== replicates);
    if (odd)
      throw new InputError(
        `contest ${name}: ${odd} must have ${replicates} replicates like ${this.#methods[0]}, got ${figures[odd]!.length}`,
      );
    this.#ranks = Array.from({ length: replicates }, (_, r) =>
      ranks(this.#methods.map((method) => figures[method]![r]!)),
    );
  }

  /** `count` draws of as many replicates with replacement. */
  resamples(count: number, { key, contest }: { key: Key; contest: number }): number[][] {
    const size = this.#ranks.length;
    const values = uniforms(count, size, { key, step: contest, stream: Stream.choice });
    return Array.from({ length: count }, (_, b) =>
      Array.from({ length: size }, (_, r) => Math.floor(size * values[b * size + r]!)),
    );
  }

  /** Each method's mean rank over all replicates, and over those of every resample. */
  scores(resamples: readonly (readonly number[])[]): Map<string, { meanRank: number; resampled: Float64Array }> {
    const all = [...this.#ranks.keys()];
    return new Map(
      this.#methods.map((method, m) => {
        const over = (replicates: readonly number[]): number =>
          replicates.reduce((sum, r) => sum + this.#ranks[r]![m]!, 0) / replicates.length;
        return [method, { meanRank: over(all), resampled: Float64Array.from(resamples, over) }];
      }),
    );
  }
}
