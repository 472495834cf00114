import type { InteractionKernel } from '../energies/index.ts';
import { addTo } from '../linalg/index.ts';
import { squaredDistance } from './block.ts';
import { meanOverCell } from './cell-mean.ts';
import { MOST_ENTRIES } from './kernel.ts';
import { productGrid, uniformSpacing } from './product-grid.ts';

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

/** Writes W(x_i − x_j) for all i, [n]. */
type WriteColumn = (j: number, column: Float64Array) => void;

/**
 * μ → Wμ of a sum of kernels in O(n |S|) for a measure with mass on the sites S. Columns of W are remembered, as many as fit into the
 * largest matrix there may be: the supports of one run are much the same.
 */
export function pairInteraction(
  kernels: readonly ScaledKernel[],
  cloud: Cloud,
): (masses: Float64Array) => Float64Array {
  const count = cloud.volumes.length;
  const write = columnWriter(kernels, cloud);
  const known = new Map<number, Float64Array>();
  const spare = new Float64Array(count);
  const columnOf = (j: number): Float64Array => {
    const column = known.get(j);
    if (column) return column;
    const isKept = (known.size + 1) * count <= MOST_ENTRIES;
    const computed = isKept ? new Float64Array(count) : spare;
    write(j, computed);
    if (isKept) known.set(j, computed);
    return computed;
  };
  return (masses) => {
    const out = new Float64Array(count);
    masses.forEach((mass, j) => {
      if (mass !== 0) addTo(out, mass, columnOf(j));
    });
    return out;
  };
}

function columnWriter(kernels: readonly ScaledKernel[], cloud: Cloud): WriteColumn {
  const { sites, dimension, volumes } = cloud;
  const diagonal = diagonalOf(kernels, cloud);
  const pairByPair: WriteColumn = (j, column) => {
    column.fill(0);
    for (const { kernel, scale } of kernels) {
      for (let i = 0; i < column.length; i++) {
        column[i]! += scale * kernel.value(squaredDistance(sites, dimension, i, j));
      }
    }
    column[j] = diagonal[j]!;
  };
  const axes = uniformAxes(cloud);
  if (!axes || volumes.length ** 2 <= MOST_ENTRIES) return pairByPair;
  const first = new Float64Array(volumes.length);
  pairByPair(0, first);
  return shiftedWriter(first, axes);
}

function uniformAxes({ sites, dimension }: Cloud): Float64Array[] | undefined {
  const axes = productGrid(sites, dimension);
  return axes?.every((axis) => axis.length === 1 || uniformSpacing(axis) !== undefined) ? axes : undefined;
}

/** On a uniform grid W depends on the numbers of nodes between two sites alone, so the first column has all of its values. */
function shiftedWriter(first: Float64Array, axes: readonly Float64Array[]): WriteColumn {
  const sizes = axes.map(({ length }) => length);
  const write = (k: number, at: number, from: number, rest: number, column: Float64Array, j: number): void => {
    const size = sizes[k]!;
    const stride = rest / size;
    const node = Math.floor(j / stride);
    for (let i = 0; i < size; i++) {
      const place = from + stride * Math.abs(i - node);
      if (stride === 1) column[at + i] = first[place]!;
      else write(k + 1, at + i * stride, place, stride, column, j % stride);
    }
  };
  return (j, column) => write(0, 0, 0, first.length, column, j);
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
