import { type Chains, requireChains, SplitChains, saysNothing } from './chains.ts';
import { median } from './quantile.ts';

/** Halves of fewer draws have no variance. */
const FEWEST_DRAWS = 4;

/**
 * R̂ of rank-normalised split chains: the larger of that of the values, which sees different places, and that of their distances to the median, which sees
 * different spreads (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16:667, section 4). Chains that agree have R̂ < 1.01. One chain is
 * compared half with half.
 *
 * @param split the same chains split, where other figures need them too
 * @returns NaN (undefined) for fewer than 4 draws, for values all equal and for a value that is not finite; +∞ for halves that all stand still at
 * different places
 * @throws InputError when the shape is not that of the values
 */
export function rankNormalisedRHat(chains: Chains, split?: SplitChains): number {
  requireChains(chains);
  if (chains.shape[1] < FEWEST_DRAWS || saysNothing(chains.values)) return Number.NaN;
  const halves = split ?? new SplitChains(chains);
  const ofValues = potentialScaleReduction(halves.normalised, halves.shape);
  const middle = median(halves.values);
  const distances = halves.values.map((value) => Math.abs(value - middle));
  // Of two values as far from the median there are no different distances: then the values decide alone.
  if (saysNothing(distances)) return ofValues;
  return Math.max(ofValues, potentialScaleReduction(halves.normalise(distances), halves.shape));
}

/** √(((n − 1)/n W + B/n)/W), with W the mean variance within the chains and B/n the variance of their means (Gelman & Rubin 1992). */
function potentialScaleReduction(values: Float64Array, [chains, draws]: readonly [number, number]): number {
  const means = new Float64Array(chains);
  let within = 0;
  for (let chain = 0; chain < chains; chain++) {
    const { mean, variance } = sampleMoments(values.subarray(chain * draws, (chain + 1) * draws));
    means[chain] = mean;
    within += variance / chains;
  }
  return Math.sqrt(sampleMoments(means).variance / within + (draws - 1) / draws);
}

/** About the first value, so that equal values have the variance 0. */
function sampleMoments(values: Float64Array): { mean: number; variance: number } {
  const first = values[0]!;
  const shift = values.reduce((sum, value) => sum + (value - first), 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - first - shift) ** 2, 0);
  return { mean: first + shift, variance: squares / (values.length - 1) };
}
