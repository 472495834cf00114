import type { Modes } from '../targets/index.ts';
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

/**
 * Total variation ½ Σ_k |p_k − w_k| between the masses nearest to each mode and the weights of the mixture: 0 … 1. Where modes overlap, even exact
 * samples are not 0: compare with the floor.
 */
export function modeWeightsError(cloud: Cloud, modes: Modes): number {
  return modeWeights(cloud, modes).reduce((sum, mass, k) => sum + Math.abs(mass - modes.weights[k]!), 0) / 2;
}
