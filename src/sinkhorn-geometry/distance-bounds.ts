import { norm, plus } from '../linalg/index.ts';
import { type SiteKernel, type SiteLaw, squaredExtent } from '../sites/index.ts';
import { rotationAngle } from './rotation-angle.ts';

/** Numbers that d_S lies between. */
export interface DistanceBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * What is known of d_S without a path.
 *
 * From below: √(ε/2)·arccos⟨b₁, b₂⟩, since g ≥ (ε/2)|ḃ|²; and the distance of the means, since S_ε of |x − y|² splits into that of the means, squared, and that
 * of the centred laws, so g is at least the squared speed of the mean. From above: √((ε/2)(2e^{D²/ε} − 1))·arccos⟨b₁, b₂⟩ with D the diagonal of the
 * box around the sites: k_μ ≥ e^{−D²/ε} keeps the eigenvalues q of K but 1 below 1 − e^{−D²/ε}, g ≤ (ε/2)(1 + q)/(1 − q)|ḃ|², and the great circle stays
 * within the laws.
 *
 * Source: the equivalence of d_S with |b₁ − b₂| of Lavenant et al. 2024 (arXiv 2405.04987), section 5, with constants.
 */
export async function distanceBounds(kernel: SiteKernel, first: SiteLaw, second: SiteLaw): Promise<DistanceBounds> {
  const { epsilon } = kernel;
  const angle = await rotationAngle(kernel, first, second);
  const shift = norm(plus(meanOf(kernel, first), -1, meanOf(kernel, second)));
  const widest = 2 * Math.exp(squaredExtent(kernel) / epsilon) - 1;
  return {
    lower: Math.max(Math.sqrt(epsilon / 2) * angle, shift),
    upper: Math.sqrt((epsilon / 2) * widest) * angle,
  };
}

/** Σμx, [dimension]. */
function meanOf({ sites, dimension }: SiteKernel, { masses }: SiteLaw): Float64Array {
  const mean = new Float64Array(dimension);
  sites.forEach((x, at) => {
    mean[at % dimension]! += masses[Math.floor(at / dimension)]! * x;
  });
  return mean;
}
