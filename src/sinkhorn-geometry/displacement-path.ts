import { lawOfMasses, type SiteKernel, type SiteLaw, squaredExtent } from '../sites/index.ts';
import { coupling } from '../transport/index.ts';
import { depositOn } from './deposit.ts';
import { monotonePlan, type Parcel } from './monotone-plan.ts';
import { pathOf } from './straight-paths.ts';

/** The regulariser of the plan in more than one dimension, as a part of the squared extent of the sites. */
const PLAN_EPSILON = 1e-3;
const PLAN_TOLERANCE = 1e-4;
/** Parcels kept for each site: a plan so sharp has no more that matter. */
const PARTNERS = 16;

/**
 * Horizontal motion: every parcel of an optimal plan between the laws goes straight and at constant speed, and is given to the sites around it. On the
 * line the plan is the exact one (quantile interpolation), above it the entropic one of a small ε.
 *
 * @param segments T; the path has T + 1 laws @throws InputError unless T is an integer ≥ 1
 */
export async function displacementPath(
  kernel: SiteKernel,
  start: SiteLaw,
  end: SiteLaw,
  segments: number,
): Promise<SiteLaw[]> {
  const parcels = await planBetween(kernel, start.masses, end.masses);
  const deposit = depositOn(kernel);
  const { sites, dimension, count } = kernel;
  return pathOf(start, end, segments, (t) => {
    const masses = new Float64Array(count);
    for (const { from, to, mass } of parcels) {
      const place = Float64Array.from(
        { length: dimension },
        (_, k) => (1 - t) * sites[from * dimension + k]! + t * sites[to * dimension + k]!,
      );
      deposit(place, mass, masses);
    }
    return lawOfMasses(kernel, masses);
  });
}

async function planBetween(kernel: SiteKernel, first: Float64Array, second: Float64Array): Promise<Parcel[]> {
  const { sites, dimension } = kernel;
  if (dimension === 1) return monotonePlan(sites, first, second);
  const points = { values: sites, dimension };
  const { topPairs } = await coupling(points, points, {
    a: first,
    b: second,
    cost: 'squared',
    epsilon: PLAN_EPSILON * squaredExtent(kernel),
    tolerance: PLAN_TOLERANCE,
    precision: 'double',
  });
  const { partner, mass } = topPairs(PARTNERS);
  const parcels: Parcel[] = [];
  partner.forEach((to, at) => {
    if (mass[at]! > 0) parcels.push({ from: Math.floor(at / PARTNERS), to, mass: mass[at]! });
  });
  return parcels;
}
