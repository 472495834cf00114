import type { Sites } from './block.ts';

/** The squared diagonal of the box around the sites. */
export function squaredExtent({ sites, dimension }: Pick<Sites, 'sites' | 'dimension'>): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = k; at < sites.length; at += dimension) {
      low = Math.min(low, sites[at]!);
      high = Math.max(high, sites[at]!);
    }
    sum += (high - low) ** 2;
  }
  return sum;
}
