/**
 * The pairs of a cloud that a Gaussian kernel can see, with the kernel's values, in float64. Points are sorted along their widest axis,
 * and the pairs of the sorted point i are those from `starts[i]` up to `starts[i + 1]`.
 */
export interface NearPairs {
  readonly count: number;
  readonly dimension: number;
  /** Sorted row → row of the cloud. */
  readonly order: Int32Array;
  /** The sorted points, row-major [n, d]. */
  readonly points: Float64Array;
  /** [n + 1]. */
  readonly starts: Int32Array;
  /** The sorted row of the second point of each pair, always above the first. */
  readonly second: Int32Array;
  /** exp(−|x_i − x_j|²/2δ²) of each pair. */
  readonly kernel: Float64Array;
}

/** Kernel values below e^{−27.4} ≈ 1.3e-12 are left out: this many bandwidths. */
const REACH = 7.4;

/**
 * All pairs within 7.4 bandwidths, or undefined if there are more than `limit` of them. One sweep along the widest axis: it looks only at
 * the points inside the reach along that axis.
 *
 * @param points row-major [n, d]
 */
export function nearPairs(
  points: Float64Array,
  dimension: number,
  bandwidth: number,
  limit: number,
): NearPairs | undefined {
  const count = points.length / dimension;
  const { axis, order, sorted } = alongWidestAxis(points, dimension);
  const reach = REACH * bandwidth;
  const starts = new Int32Array(count + 1);
  const total = sweep(sorted, dimension, axis, reach, limit, (i) => starts[i + 1]!++);
  if (total > limit) return undefined;
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const second = new Int32Array(total);
  const kernel = new Float64Array(total);
  const scale = -0.5 / (bandwidth * bandwidth);
  sweep(sorted, dimension, axis, reach, limit, (_i, j, squared, index) => {
    second[index] = j;
    kernel[index] = Math.exp(scale * squared);
  });
  return { count, dimension, order, points: sorted, starts, second, kernel };
}

/** The same pairs without a list: `visit` computes the kernel of each one anew, in O(n) memory. Rows are those of the sorted points. */
export function visitNearPairs(points: Float64Array, dimension: number, bandwidth: number) {
  const { axis, order, sorted } = alongWidestAxis(points, dimension);
  const scale = -0.5 / (bandwidth * bandwidth);
  return {
    order,
    sorted,
    visit(pair: (i: number, j: number, kernel: number) => void): void {
      sweep(sorted, dimension, axis, REACH * bandwidth, Number.POSITIVE_INFINITY, (i, j, squared) =>
        pair(i, j, Math.exp(scale * squared)),
      );
    },
  };
}

function alongWidestAxis(points: Float64Array, dimension: number) {
  const axis = widestAxis(points, dimension);
  const order = Int32Array.from({ length: points.length / dimension }, (_, i) => i);
  // Ties are broken by row, so that the order, and with it every sum, is a function of the points alone.
  order.sort((a, b) => points[a * dimension + axis]! - points[b * dimension + axis]! || a - b);
  return { axis, order, sorted: gather(points, order, dimension) };
}

/** Visit the pairs i < j within reach in order; stop as soon as there are more than `limit`. @returns how many there were */
function sweep(
  points: Float64Array,
  d: number,
  axis: number,
  reach: number,
  limit: number,
  visit: (i: number, j: number, squared: number, index: number) => void,
): number {
  const count = points.length / d;
  const far = reach * reach;
  let index = 0;
  for (let i = 0; i < count; i++) {
    const end = points[i * d + axis]! + reach;
    for (let j = i + 1; j < count && points[j * d + axis]! <= end; j++) {
      let squared = 0;
      for (let k = 0; k < d; k++) {
        const z = points[i * d + k]! - points[j * d + k]!;
        squared += z * z;
      }
      if (squared > far) continue;
      if (index >= limit) return limit + 1;
      visit(i, j, squared, index++);
    }
  }
  return index;
}

function widestAxis(points: Float64Array, d: number): number {
  let axis = 0;
  let widest = -1;
  for (let k = 0; k < d; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = k; i < points.length; i += d) {
      low = Math.min(low, points[i]!);
      high = Math.max(high, points[i]!);
    }
    if (high - low <= widest) continue;
    widest = high - low;
    axis = k;
  }
  return axis;
}

/** Rows of the cloud in sorted order. */
export function gather(rows: Float64Array, order: Int32Array, width: number): Float64Array {
  const out = new Float64Array(rows.length);
  for (const [sorted, row] of order.entries()) {
    for (let k = 0; k < width; k++) out[sorted * width + k] = rows[row * width + k]!;
  }
  return out;
}

/** Sorted rows back in the order of the cloud. */
export function scatter(rows: Float64Array, order: Int32Array, width: number): Float64Array {
  const out = new Float64Array(rows.length);
  for (const [sorted, row] of order.entries()) {
    for (let k = 0; k < width; k++) out[row * width + k] = rows[sorted * width + k]!;
  }
  return out;
}
