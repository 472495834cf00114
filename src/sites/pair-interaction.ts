import type { InteractionKernel } from '../energies/index.ts';
import { addTo } from '../linalg/index.ts';
import { squaredDistance } from './block.ts';
import { meanOverCell } from './cell-mean.ts';
import { MOST_ENTRIES } from './kernel.ts';

/** A term of the energy. */
export interface ScaledKernel {
  readonly kernel: InteractionKernel;
  readonly scale: number;
}

interface Cloud {
  /** Row-major [n, dimension]. */
  readonly sites: Float64Array;
  readonly dimension: number;
  /** [n] */
  readonly volumes: Float64Array;
}

/**
 * μ → Wμ of a sum of kernels in O(n |S|) for a measure with mass on the sites S. Columns of W are remembered, as many as fit into the
 * largest matrix there may be: the supports of one step are much the same.
 */
export function pairInteraction(
  kernels: readonly ScaledKernel[],
  cloud: Cloud,
): (masses: Float64Array) => Float64Array {
  const count = cloud.volumes.length;
  const diagonal = diagonalOf(kernels, cloud);
  const known = new Map<number, Float64Array>();
  const columnOf = (j: number): Float64Array => {
    const column = known.get(j) ?? columnAt(kernels, cloud, diagonal, j);
    if (known.size < MOST_ENTRIES / count) known.set(j, column);
    return column;
  };
  return (masses) => {
    const out = new Float64Array(count);
    masses.forEach((mass, j) => {
      if (mass !== 0) addTo(out, mass, columnOf(j));
    });
    return out;
  };
}

/** W(x_i − x_j) for all i. */
function columnAt(
  kernels: readonly ScaledKernel[],
  { sites, dimension }: Cloud,
  diagonal: Float64Array,
  j: number,
): Float64Array {
  const column = diagonal.map((_, i) => {
    const squared = squaredDistance(sites, dimension, i, j);
    return kernels.reduce((sum, { kernel, scale }) => sum + scale * kernel.value(squared), 0);
  });
  column[j] = diagonal[j]!;
  return column;
}

/** W_jj: W(0), or where that is infinite its mean over the cell of the site. */
function diagonalOf(kernels: readonly ScaledKernel[], { dimension, volumes }: Cloud): Float64Array {
  const known = new Map<number, number>();
  return volumes.map((volume) => {
    const value = known.get(volume) ?? selfInteraction(kernels, volume, dimension);
    known.set(volume, value);
    return value;
  });
}

const selfInteraction = (kernels: readonly ScaledKernel[], volume: number, dimension: number): number =>
  kernels.reduce((sum, { kernel, scale }) => {
    const own = kernel.isSingular ? meanOverCell(kernel.value, volume, dimension) : kernel.value(0);
    return sum + scale * own;
  }, 0);
