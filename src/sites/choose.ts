import { InputError } from '../errors.ts';
import type { Sites } from './block.ts';
import { denseKernel } from './dense-kernel.ts';
import { squaredExtent } from './extent.ts';
import { fusedKernel } from './fused-kernel.ts';
import { MOST_ENTRIES, type SiteKernel } from './kernel.ts';
import { productGrid } from './product-grid.ts';
import { separableKernel } from './separable-kernel.ts';

/** In units of the squared extent L² of the sites. Below it |x − y|²/ε overflows. */
const SMALLEST_EPSILON = 1e-200;
/** Above it entries of the kernel differ by less than 1e-9, and float64 has no digits left for the differences that move mass. */
const LARGEST_EPSILON = 1e9;

/**
 * The kernel between sites by the cheapest way there is: axis by axis on product grids, one matrix for up to 2,000 sites, and above that the
 * fused sums of the backend.
 *
 * @throws InputError if ε is not > 0, or beyond what float64 can tell apart, there are no sites, or a coordinate is not finite
 */
export function siteKernel(sites: Sites): SiteKernel {
  check(sites);
  const axes = productGrid(sites.sites, sites.dimension);
  if (axes?.every(({ length }) => length ** 2 <= MOST_ENTRIES)) return separableKernel(sites, axes);
  const count = sites.sites.length / sites.dimension;
  return count ** 2 <= MOST_ENTRIES ? denseKernel(sites) : fusedKernel(sites);
}

function check({ sites, dimension, epsilon }: Sites): void {
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon: must be a number > 0, got ${epsilon}`);
  }
  if (sites.length === 0 || sites.length % dimension !== 0) {
    throw new InputError(`sites: must be rows of ${dimension} coordinates, at least one, got ${sites.length} numbers`);
  }
  const at = sites.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new InputError(`sites[${Math.floor(at / dimension)}]: must be finite, got ${sites[at]}`);
  checkScale({ sites, dimension, epsilon });
}

function checkScale(between: Sites): void {
  const squared = squaredExtent(between);
  const [least, most] = [SMALLEST_EPSILON * squared, LARGEST_EPSILON * squared];
  if (squared === 0 || (between.epsilon >= least && between.epsilon <= most)) return;
  const range = `from ${least.toPrecision(2)} to ${most.toPrecision(2)}`;
  throw new InputError(
    `epsilon: must be ${range} on sites that are ${Math.sqrt(squared).toPrecision(2)} apart, got ${between.epsilon}`,
  );
}
