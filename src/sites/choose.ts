import type { Sites } from './block.ts';
import { denseKernel } from './dense-kernel.ts';
import type { SiteKernel } from './kernel.ts';
import { productGrid } from './product-grid.ts';
import { separableKernel } from './separable-kernel.ts';

/** The kernel between sites by the cheapest way there is: axis by axis on product grids, else a matrix. */
export function siteKernel(sites: Sites): SiteKernel {
  const axes = productGrid(sites.sites, sites.dimension);
  return axes ? separableKernel(sites, axes) : denseKernel(sites);
}
