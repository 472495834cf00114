import { requireChains, SplitChains } from './chains.ts';
import { bulkEffectiveSampleSize, tailEffectiveSampleSize } from './effective-sample-size.ts';
import { NormalScores } from './rank-normalise.ts';
import { rankNormalisedRHat } from './rank-normalised-r-hat.ts';

/** Draws of points from several chains. */
export interface ChainsOfPoints {
  /** [chain, draw, d], row-major. */
  values: Float64Array | Float32Array;
  /** [chains, draws, d] */
  shape: readonly [chains: number, draws: number, dimension: number];
}

/** How well chains mixed, by the coordinate that mixed worst. */
export interface ChainDiagnostics {
  chains: number;
  draws: number;
  /** The largest over the coordinates. */
  rHat: number;
  /** The least over the coordinates, of all draws of all chains together. */
  bulkEss: number;
  tailEss: number;
}

/**
 * `rankNormalisedRHat`, `bulkEffectiveSampleSize` and `tailEffectiveSampleSize` of the worst coordinate. Only for chains that do not see each other: of
 * interacting particles they say nothing.
 *
 * @returns figures are NaN as soon as they are undefined for one coordinate, such as one that never moved
 * @throws InputError when the shape is not that of the values
 */
export function chainDiagnostics(points: ChainsOfPoints): ChainDiagnostics {
  requireChains(points);
  const [chains, draws, dimension] = points.shape;
  const scores = new NormalScores(2 * chains * Math.floor(draws / 2));
  const figures = Array.from({ length: dimension }, (_, k) => {
    const coordinate = { values: coordinateOf(points, k), shape: [chains, draws] as const };
    const split = new SplitChains(coordinate, scores);
    return {
      rHat: rankNormalisedRHat(coordinate, split),
      bulkEss: bulkEffectiveSampleSize(coordinate, split),
      tailEss: tailEffectiveSampleSize(coordinate),
    };
  });
  return {
    chains,
    draws,
    rHat: Math.max(...figures.map(({ rHat }) => rHat)),
    bulkEss: Math.min(...figures.map(({ bulkEss }) => bulkEss)),
    tailEss: Math.min(...figures.map(({ tailEss }) => tailEss)),
  };
}

function coordinateOf({ values, shape: [chains, draws, dimension] }: ChainsOfPoints, k: number): Float64Array {
  const out = new Float64Array(chains * draws);
  for (let i = 0; i < out.length; i++) out[i] = values[i * dimension + k]!;
  return out;
}
