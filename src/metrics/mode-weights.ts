import type { CoordinateModes, Modes, Target } from '../targets/index.ts';
import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';

/** The mass of a cloud nearest to each centre, [modes]. */
export function modeWeights(cloud: Cloud, modes: Modes): number[] {
  requireClouds(cloud);
  const { positions, dimension: d } = cloud;
  const masses = massesOf(cloud);
  const out = new Array<number>(modes.centres.length).fill(0);
  for (let i = 0; i < countOf(cloud); i++) {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    modes.centres.forEach((centre, k) => {
      let squared = 0;
      for (let j = 0; j < d; j++) squared += (positions[i * d + j]! - centre[j]!) ** 2;
      if (squared < least) {
        least = squared;
        nearest = k;
      }
    });
    out[nearest]! += masses[i]!;
  }
  return out;
}

/** `modeWeights` of the points on one coordinate, [modes]. */
export function coordinateModeWeights(cloud: Cloud, { coordinate, centres, weights }: CoordinateModes): number[] {
  requireClouds(cloud);
  const { positions, dimension: d, ...masses } = cloud;
  const line = Float64Array.from({ length: positions.length / d }, (_, i) => positions[i * d + coordinate]!);
  return modeWeights({ ...masses, positions: line, dimension: 1 }, { centres: centres.map((x) => [x]), weights });
}

/**
 * Total variation ½ Σ_k |p_k − w_k| between the masses nearest to each mode and the weights of the mixture: 0 … 1. Where modes overlap, even exact
 * samples are not 0: compare with the floor.
 */
export function modeWeightsError(cloud: Cloud, modes: Modes): number {
  return totalVariation(modeWeights(cloud, modes), modes.weights);
}

/**
 * The mean over the coordinates of the total variation between the masses nearest to each mode along them and the weights: `modeWeightsError` where
 * there is one. It does not see which modes of different coordinates go together.
 */
export function coordinateModeWeightsError(cloud: Cloud, modes: readonly CoordinateModes[]): number {
  const errors = modes.map((each) => totalVariation(coordinateModeWeights(cloud, each), each.weights));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** The error of the mode weights of a target in either form; nothing where it has none. */
export function modeWeightsErrorOf({
  modes,
  coordinateModes,
}: Pick<Target, 'modes' | 'coordinateModes'>): ((cloud: Cloud) => number) | undefined {
  if (modes) return (cloud) => modeWeightsError(cloud, modes);
  return coordinateModes && ((cloud) => coordinateModeWeightsError(cloud, coordinateModes));
}

const totalVariation = (masses: readonly number[], weights: readonly number[]): number =>
  masses.reduce((sum, mass, k) => sum + Math.abs(mass - weights[k]!), 0) / 2;
