import type { Ensemble } from '../../world/index.ts';

/**
 * How many particles of an ensemble are recorded, the first ones: at most so many, but all sites. A part of a grid is no smaller picture of its
 * law, but another law, and it is the mass of sites that moves, not which of them have it.
 */
export const recordedOf = ({ sites, count }: Pick<Ensemble, 'sites' | 'count'>, most: number): number =>
  sites ? count : Math.min(count, most);
