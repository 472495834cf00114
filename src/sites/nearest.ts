import { productGrid } from './product-grid.ts';

/**
 * The nearest site of each point, [m]; of several at the same distance the one with the lowest number. On product grids axis by axis.
 *
 * @param sites row-major [n, dimension]
 * @param points row-major [m, dimension]
 */
export function nearestSites(sites: Float64Array, dimension: number, points: ArrayLike<number>): Int32Array {
  const axes = productGrid(sites, dimension);
  return Int32Array.from({ length: points.length / dimension }, (_, i) =>
    axes ? nearestNode(axes, points, i) : nearestRow(sites, dimension, points, i),
  );
}

/** The nearest node of a product grid is the nearest on every axis. */
function nearestNode(axes: readonly Float64Array[], points: ArrayLike<number>, i: number): number {
  return axes.reduce((at, axis, k) => at * axis.length + nearestOn(axis, points[i * axes.length + k]!), 0);
}

/** By bisection of an ascending axis. */
function nearestOn(axis: Float64Array, x: number): number {
  let low = 0;
  let high = axis.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (axis[middle]! < x) low = middle;
    else high = middle;
  }
  return axis[high]! - x < x - axis[low]! ? high : low;
}

function nearestRow(sites: Float64Array, dimension: number, points: ArrayLike<number>, i: number): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < sites.length / dimension; row++) {
    let squared = 0;
    for (let k = 0; k < dimension; k++) squared += (sites[row * dimension + k]! - points[i * dimension + k]!) ** 2;
    if (squared < least) {
      least = squared;
      nearest = row;
    }
  }
  return nearest;
}
