import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { type Geodesic, type GeodesicOptions, geodesicBetween } from './geodesic.ts';
import { lawAt, pathLength } from './path.ts';

export interface SinkhornDistance {
  /** d_S in the units of the sites, extrapolated from paths of T and 2T segments. */
  readonly distance: number;
  /** The length of the path of 2T great-circle arcs, which no more than the quadrature along them keeps from being ≥ d_S. */
  readonly upperBound: number;
  /** How far the extrapolation went: upperBound − distance. */
  readonly correction: number;
  /** The path of 2T segments. */
  readonly geodesic: Geodesic;
}

/** Parts that an arc is measured in: the speed along it changes quickly where a law leaves a Dirac. */
const PARTS = 8;

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
  const initial = await refined(kernel, coarse.laws, 2);
  const geodesic = await geodesicBetween(kernel, start, end, { ...options, segments: 2 * segments, initial });
  const rough = await pathLength(kernel, await refined(kernel, coarse.laws, PARTS));
  const fine = await pathLength(kernel, await refined(kernel, geodesic.laws, PARTS));
  const correction = (rough - fine) / 3;
  return { distance: fine - correction, upperBound: fine, correction, geodesic };
}

/** The same path of arcs with the laws at so many parts of each. */
async function refined(kernel: SiteKernel, laws: readonly SiteLaw[], parts: number): Promise<SiteLaw[]> {
  const path = laws.map(({ coefficients }) => coefficients);
  const count = parts * (laws.length - 1);
  return Promise.all(Array.from({ length: count + 1 }, (_, s) => lawAt(kernel, path, s / count)));
}
