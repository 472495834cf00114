type Floats = Float32Array | Float64Array;

/**
 * The points `chosen` of x [_, d] in the order of a k-d tree: halved again and again across their widest coordinate, at multiples of `size`, so
 * that every run of `size` points (the last may be shorter) is a compact cell. O(n d log n).
 */
export function spatialOrder(x: Floats, d: number, chosen: Int32Array, size: number): Int32Array {
  const order = chosen.slice();
  const parts: [first: number, end: number][] = [[0, order.length]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [first, end] = part;
    if (end - first <= size) continue;
    const middle = first + size * Math.ceil((end - first) / (2 * size));
    partition(x, d, widest(x, d, order, first, end), order, first, end - 1, middle);
    parts.push([first, middle], [middle, end]);
  }
  return order;
}

/** The coordinate in which the points order[first … end − 1] spread most. */
function widest(x: Floats, d: number, order: Int32Array, first: number, end: number): number {
  let best = 0;
  let most = -1;
  for (let k = 0; k < d; k++) {
    const spread = spreadOf(x, d, k, order, first, end);
    if (spread > most) {
      most = spread;
      best = k;
    }
  }
  return best;
}

function spreadOf(x: Floats, d: number, k: number, order: Int32Array, first: number, end: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = first; at < end; at++) {
    const value = x[order[at]! * d + k]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Quickselect (Hoare): afterwards no point before `middle` has a larger coordinate k than one from `middle` on. */
function partition(
  x: Floats,
  d: number,
  k: number,
  order: Int32Array,
  low: number,
  high: number,
  middle: number,
): void {
  while (low < high) {
    const pivot = x[order[(low + high) >>> 1]! * d + k]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (x[order[left]! * d + k]! < pivot) left++;
      while (x[order[right]! * d + k]! > pivot) right--;
      if (left > right) break;
      const swapped = order[left]!;
      order[left++] = order[right]!;
      order[right--] = swapped;
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
}

/** The largest side of the box around all points. */
export function extentOf(x: Floats, d: number): number {
  let extent = 0;
  for (let k = 0; k < d; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = k; at < x.length; at += d) {
      const value = x[at]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    extent = Math.max(extent, high - low);
  }
  return extent;
}
