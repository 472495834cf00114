import { InputError } from '../../errors.ts';
import { quantile } from '../../metrics/index.ts';
import { type Key, keyOf } from '../../random/index.ts';
import { type Contest, RankedContest } from './ranked-contest.ts';

export interface RankOptions {
  /** Of the bootstrap. Default 1000. */
  resamples?: number;
  /** Of the intervals. Default 0.95. */
  level?: number;
  /** Fixes the resamples. Default: a constant of the library. */
  key?: Key;
}

/** How a method ranks: 1 is best. */
export interface Rank {
  method: string;
  /** Mean over replicates, and over contests where there are several. */
  meanRank: number;
  /** Bootstrap interval of the mean rank, by percentiles. */
  low: number;
  high: number;
  /** The part of the resamples in which no other method has a lower mean rank; methods that share the lowest share the resample. */
  probabilityBest: number;
  /** In how many contests the method took part. */
  contests: number;
}

export interface RankTable {
  /** Over all contests, best first. */
  overall: Rank[];
  /** Each contest alone, best first. */
  contests: { name: string; ranks: Rank[] }[];
}

/**
 * Mean ranks of methods with their uncertainty. In every contest methods are ranked replicate by replicate (one seed against the same seed; ties share the
 * mean of their ranks), ranks are averaged over the replicates, and then over the contests of a method. The uncertainty is that of other replicates on the same
 * targets: resamples draw replicates with replacement within every contest, all methods together, so that pairs stay pairs (Efron 1979). A
 * method that takes part in some contests only has met fewer or other methods: compare its rank only beside `contests`.
 *
 * @throws InputError for a contest without methods or replicates, methods with different numbers of replicates, or options out of range
 */
export function rankTable(contests: readonly Contest[], options: RankOptions = {}): RankTable {
  const { resamples = 1000, level = 0.95, key = keyOf('rank-table') } = options;
  if (!(Number.isInteger(resamples) && resamples > 0))
    throw new InputError(`resamples: must be a positive integer, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new InputError(`level: must lie between 0 and 1, got ${level}`);
  const scored = contests.map((contest, i) => {
    const ranked = new RankedContest(contest);
    return { name: contest.name, scores: ranked.scores(ranked.resamples(resamples, { key, contest: i })) };
  });
  return {
    overall: summarised(averaged(scored.map(({ scores }) => scores)), level),
    contests: scored.map(({ name, scores }) => ({ name, ranks: summarised(scores, level) })),
  };
}

/** By method: its mean rank, and that in every resample. */
type Scores = ReadonlyMap<string, { meanRank: number; resampled: Float64Array; contests?: number }>;

/** Over the contests that a method took part in. */
function averaged(contests: readonly Scores[]): Scores {
  const methods = new Set(contests.flatMap((scores) => [...scores.keys()]));
  return new Map(
    [...methods].map((method) => {
      const own = contests.flatMap((scores) => scores.get(method) ?? []);
      const resampled = own[0]!.resampled.map(
        (_, b) => own.reduce((sum, each) => sum + each.resampled[b]!, 0) / own.length,
      );
      const meanRank = own.reduce((sum, each) => sum + each.meanRank, 0) / own.length;
      return [method, { meanRank, resampled, contests: own.length }];
    }),
  );
}

function summarised(scores: Scores, level: number): Rank[] {
  const best = probabilitiesBest([...scores.values()].map(({ resampled }) => resampled));
  const ranks = [...scores].map(([method, { meanRank, resampled, contests = 1 }], m) => ({
    method,
    meanRank,
    low: quantile(resampled, (1 - level) / 2),
    high: quantile(resampled, (1 + level) / 2),
    probabilityBest: best[m]!,
    contests,
  }));
  return ranks.sort((a, b) => a.meanRank - b.meanRank || (a.method < b.method ? -1 : 1));
}

/** Mean ranks are sums of halves over a count: equal ones may differ by rounding. */
const ROUNDING = 1e-9;

function probabilitiesBest(resampled: readonly Float64Array[]): Float64Array {
  const wins = new Float64Array(resampled.length);
  const resamples = resampled[0]?.length ?? 0;
  for (let b = 0; b < resamples; b++) {
    const least = resampled.reduce((low, ranks) => Math.min(low, ranks[b]!), Number.POSITIVE_INFINITY);
    const winners = resampled.flatMap((ranks, m) => (ranks[b]! <= least + ROUNDING ? [m] : []));
    for (const m of winners) wins[m]! += 1 / winners.length;
  }
  return wins.map((count) => count / resamples);
}
