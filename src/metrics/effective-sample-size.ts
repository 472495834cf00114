import { autocovariance } from './autocovariance.ts';
import { type Chains, halvesOf, requireChains, SplitChains, saysNothing } from './chains.ts';
import { quantileOfSorted } from './quantile.ts';

/** Of fewer, the halves have no second pair of autocorrelations, and there is nothing to sum. */
const FEWEST_DRAWS = 10;
const TAILS = [0.05, 0.95];

/**
 * The number of independent draws that would tell the mean of x as precisely as all draws of all chains, after rank normalisation: for the bulk of the law
 * (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16:667, section 4; split chains, Geyer's initial monotone sequence). At most S log₁₀ S of S draws.
 *
 * @param split the same chains split, where other figures need them too
 * @returns NaN (undefined) for fewer than 10 draws, for values all equal and for a value that is not finite
 * @throws InputError when the shape is not that of the values
 */
export function bulkEffectiveSampleSize(chains: Chains, split?: SplitChains): number {
  if (!isEnough(chains)) return Number.NaN;
  const { normalised, shape } = split ?? new SplitChains(chains);
  return effectiveSampleSize(normalised, shape);
}

/**
 * The lesser of the effective sample sizes of the indicators x ≤ q₅ and x ≤ q₉₅, q the quantiles of all draws: for the tails of the law.
 *
 * @returns NaN as `bulkEffectiveSampleSize`, and where no draw is above a quantile (so many are equal)
 * @throws InputError when the shape is not that of the values
 */
export function tailEffectiveSampleSize(chains: Chains): number {
  if (!isEnough(chains)) return Number.NaN;
  const sorted = Float64Array.from(chains.values).sort();
  const [count, draws] = chains.shape;
  const halves = halvesOf(chains.values, chains.shape);
  const sizes = TAILS.map((level) => {
    const limit = quantileOfSorted(sorted, level);
    const indicator = halves.map((value) => (value <= limit ? 1 : 0));
    return effectiveSampleSize(indicator, [2 * count, Math.floor(draws / 2)]);
  });
  return Math.min(...sizes);
}

function isEnough(chains: Chains): boolean {
  requireChains(chains);
  return chains.shape[1] >= FEWEST_DRAWS && !saysNothing(chains.values);
}

/** Of chains as they are, neither split nor normalised. */
function effectiveSampleSize(values: Float64Array, [chains, draws]: readonly [number, number]): number {
  if (saysNothing(values)) return Number.NaN;
  const covariances = autocovariance(values, draws);
  const within = (covariances[0]! * draws) / (draws - 1);
  const total = covariances[0]! + varianceOfMeans(values, draws);
  const correlations = covariances.map((covariance, lag) => (lag === 0 ? 1 : 1 - (within - covariance) / total));
  const size = chains * draws;
  return size / Math.max(autocorrelationTime(correlations), 1 / Math.log10(size));
}

/**
 * −1 + 2 Σ ρ_t over Geyer's initial monotone sequence: pairs ρ_{2k} + ρ_{2k+1} up to the first that is not positive, none larger than the one before. Of
 * the pair that ends the sum its even member counts once, if positive: less variance for antithetic chains.
 */
function autocorrelationTime(correlations: Float64Array): number {
  const pairs = [correlations[0]! + correlations[1]!];
  let lag = 2;
  while (lag < correlations.length - 2 && pairs.at(-1)! > 0) {
    pairs.push(correlations[lag]! + correlations[lag + 1]!);
    lag += 2;
  }
  const last = correlations[lag - 2]!;
  pairs.pop();
  let least = Number.POSITIVE_INFINITY;
  const sum = pairs.reduce((total, pair) => {
    least = Math.min(least, pair);
    return total + least;
  }, 0);
  return -1 + 2 * sum + Math.max(0, last);
}

/** With n − 1. */
function varianceOfMeans(values: Float64Array, draws: number): number {
  const chains = values.length / draws;
  const means = Float64Array.from({ length: chains }, (_, chain) =>
    values.subarray(chain * draws, (chain + 1) * draws).reduce((sum, value) => sum + value / draws, 0),
  );
  const mean = means.reduce((sum, value) => sum + value / chains, 0);
  return means.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (chains - 1);
}
