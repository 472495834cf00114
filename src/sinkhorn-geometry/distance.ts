import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { type Geodesic, type GeodesicOptions, geodesicBetween } from './geodesic.ts';
import { lawAt } from './path.ts';

export interface SinkhornDistance {
  /** d_S in the units of the sites, extrapolated from paths of T and 2T segments. */
  readonly distance: number;
  /** How far the extrapolation went: |length at 2T − length at T|/3. */
  readonly correction: number;
  /** The path of 2T segments. */
  readonly geodesic: Geodesic;
}

/**
 * The Riemannian distance d_S of the Sinkhorn divergence between two laws on the sites: a geodesic of T segments, refined to 2T, and the limit of
 * the lengths by Richardson's rule, which errors of second order in 1/T allow.
 *
 * It grows where sites are left out: fewer places to go, longer ways.
 *
 * @throws InputError and RunError as `geodesicBetween`
 */
export async function sinkhornDistance(
  kernel: SiteKernel,
  start: SiteLaw,
  end: SiteLaw,
  options: Omit<GeodesicOptions, 'initial'> = {},
): Promise<SinkhornDistance> {
  const { segments = 16 } = options;
  const coarse = await geodesicBetween(kernel, start, end, { ...options, segments });
  const times = Array.from({ length: 2 * segments + 1 }, (_, s) => s / (2 * segments));
  const path = coarse.laws.map(({ coefficients }) => coefficients);
  const initial = await Promise.all(times.map((t) => lawAt(kernel, path, t)));
  const geodesic = await geodesicBetween(kernel, start, end, { ...options, segments: 2 * segments, initial });
  const change = (geodesic.length - coarse.length) / 3;
  return { distance: geodesic.length + change, correction: Math.abs(change), geodesic };
}
