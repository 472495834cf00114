import { InputError } from '../../errors.ts';
import { median } from '../../metrics/index.ts';

/** A median, and an interval for the median of the law behind it. */
export interface Estimate {
  median: number;
  low: number;
  high: number;
  /** The probability that such an interval covers the median, exact for every continuous law. */
  coverage: number;
  /** How many values there were. */
  count: number;
}

/**
 * The median of independent values with the interval between two order statistics, the k-th least and the k-th largest: it covers the median of the law
 * unless fewer than k of n fair coins fall on one side, whatever the law is (David & Nagaraja 2003, "Order statistics", section 7.1). k is the largest with at
 * least the coverage asked for: of 10 values the 2nd and the 9th, 97.9 %. Of fewer than 6 even the extremes cover less than 95 %: then they are
 * taken, and `coverage` says so. Infinite values are values.
 *
 * @param level the least coverage, 0 … 1. Default 0.95.
 * @throws InputError for no values, or NaN among them
 */
export function estimate(values: readonly number[], level = 0.95): Estimate {
  if (values.length === 0 || values.some(Number.isNaN))
    throw new InputError(`values: must be at least one number, and none of them NaN, got [${values.join(', ')}]`);
  const sorted = Float64Array.from(values).sort();
  const { rank, coverage } = symmetricRanks(values.length, level);
  return {
    median: median(sorted),
    low: sorted[rank - 1]!,
    high: sorted[sorted.length - rank]!,
    coverage,
    count: sorted.length,
  };
}

/** The coverage of the intervals of so many values. @param level as in `estimate` */
export const symmetricCoverage = (count: number, level = 0.95): number => symmetricRanks(count, level).coverage;

/** The largest k ≤ n/2 with P(k ≤ B ≤ n − k) ≥ level for B of n fair coins; 1 where there is none. */
function symmetricRanks(count: number, level: number): { rank: number; coverage: number } {
  // Logarithms, because 2^−n is 0 beyond a thousand values.
  let logProbability = -count * Math.LN2;
  let outside = 2 * Math.exp(logProbability);
  let coverage = 1 - outside;
  let rank = 1;
  while (2 * (rank + 1) <= count + 1) {
    logProbability += Math.log((count - rank + 1) / rank);
    outside += 2 * Math.exp(logProbability);
    if (1 - outside < level) break;
    coverage = 1 - outside;
    rank++;
  }
  return { rank, coverage: Math.max(0, coverage) };
}
