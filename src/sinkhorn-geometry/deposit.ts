import { nearestSites, productGrid, type SiteKernel } from '../sites/index.ts';

/** Adds the mass of a point to what the sites have. */
export type Deposit = (place: Float64Array, mass: number, masses: Float64Array) => void;

/**
 * Give the masses of points between sites to the sites: linearly to the neighbours on the line, multilinearly to the corners of the cell on a
 * product grid, both of which keep the mean; elsewhere to the nearest site. The points lie in the convex hull of the sites.
 */
export function depositOn({ sites, dimension }: SiteKernel): Deposit {
  if (dimension === 1) return depositOnLine(sites);
  const axes = productGrid(sites, dimension);
  if (axes) return depositOnGrid(axes);
  return (place, mass, masses) => {
    masses[nearestSites(sites, dimension, place)[0]!]! += mass;
  };
}

function depositOnLine(sites: Float64Array): Deposit {
  const order = Array.from(sites, (_, i) => i).sort((i, j) => sites[i]! - sites[j]!);
  const axis = Float64Array.from(order, (i) => sites[i]!);
  return (place, mass, masses) => {
    const { index, part } = cellOf(axis, place[0]!);
    masses[order[index]!]! += (1 - part) * mass;
    if (part > 0) masses[order[index + 1]!]! += part * mass;
  };
}

function depositOnGrid(axes: readonly Float64Array[]): Deposit {
  return (place, mass, masses) => {
    const cells = axes.map((axis, k) => cellOf(axis, place[k]!));
    for (let corner = 0; corner < 2 ** axes.length; corner++) {
      let share = mass;
      let site = 0;
      for (const [k, { index, part }] of cells.entries()) {
        const upper = (corner >> k) & 1;
        share *= upper ? part : 1 - part;
        site = site * axes[k]!.length + index + upper;
      }
      if (share > 0) masses[site]! += share;
    }
  };
}

/** The interval of an ascending axis that x lies in, and how far along it; the last site is at the part 0. */
function cellOf(axis: Float64Array, x: number): { index: number; part: number } {
  let low = 0;
  let high = axis.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (axis[middle]! <= x) low = middle;
    else high = middle;
  }
  const width = (axis[low + 1] ?? axis[low]!) - axis[low]!;
  const part = width > 0 ? Math.min(1, Math.max(0, (x - axis[low]!) / width)) : 0;
  return { index: low, part };
}
