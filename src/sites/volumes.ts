import { productGrid, uniformSpacing } from './product-grid.ts';

/**
 * The volumes of the sites, [n]: what densities at the sites are multiplied by, and what entropies are relative to.
 *
 * On a product grid those of its cells. A cell reaches half way to its neighbours, and at the ends of an axis as far outwards as inwards, so
 * all cells of a uniform grid of spacings h_k have the volume Πh_k. An axis of one node counts 1. On any other cloud the same share of its
 * bounding box for every site, where directions without extent count 1.
 *
 * @param sites row-major [n, dimension]
 */
export function siteVolumes(sites: Float64Array, dimension: number): Float64Array {
  const axes = productGrid(sites, dimension);
  if (!axes)
    return new Float64Array(sites.length / dimension).fill(boxVolume(sites, dimension) / (sites.length / dimension));
  return axes.map(cellLengths).reduce((volumes, lengths) => outer(volumes, lengths), new Float64Array([1]));
}

function cellLengths(axis: Float64Array): Float64Array {
  const last = axis.length - 1;
  if (last === 0) return new Float64Array([1]);
  const spacing = uniformSpacing(axis);
  if (spacing !== undefined) return axis.map(() => spacing);
  return axis.map((x, i) => {
    const before = x - axis[i === 0 ? 1 : i - 1]!;
    const after = axis[i === last ? last - 1 : i + 1]! - x;
    return 0.5 * (Math.abs(before) + Math.abs(after));
  });
}

function boxVolume(sites: Float64Array, dimension: number): number {
  let volume = 1;
  for (let k = 0; k < dimension; k++) {
    let [low, high] = [sites[k]!, sites[k]!];
    for (let at = k; at < sites.length; at += dimension) {
      low = Math.min(low, sites[at]!);
      high = Math.max(high, sites[at]!);
    }
    if (high > low) volume *= high - low;
  }
  return volume;
}

/** All products a_i b_j, the second index the faster one. */
const outer = (a: Float64Array, b: Float64Array): Float64Array =>
  Float64Array.from({ length: a.length * b.length }, (_, at) => a[Math.floor(at / b.length)]! * b[at % b.length]!);
