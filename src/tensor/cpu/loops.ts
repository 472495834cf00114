/*
 * The specification of the pair kernels: plain loops, sums in float64, any float array in and out. Every other backend is tested
 * against these, and small problems that want float64 call them directly.
 */

export type Floats = Float32Array | Float64Array;

/** ½|x_i − y_j|². */
function halfSquared(x: Floats, i: number, y: Floats, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const z = x[i * d + k]! - y[j * d + k]!;
    sum += z * z;
  }
  return 0.5 * sum;
}

/** f_i = −ε log Σ_j exp((h_j − ½|x_i − y_j|²)/ε), with the running maximum subtracted: nothing overflows. +∞ where every h_j is −∞. */
export function softminLoops<A extends Floats>(x: Floats, y: Floats, h: Floats, d: number, epsilon: number, out: A): A {
  const n = x.length / d;
  const m = h.length;
  for (let i = 0; i < n; i++) {
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let j = 0; j < m; j++) {
      if (h[j] === Number.NEGATIVE_INFINITY) continue;
      const a = (h[j]! - halfSquared(x, i, y, j, d)) / epsilon;
      if (a > max) {
        sum = sum * Math.exp(max - a) + 1;
        max = a;
      } else sum += Math.exp(a - max);
    }
    out[i] = -epsilon * (max + Math.log(sum));
  }
  return out;
}

/** s_i = Σ_j exp((h_j − ½|x_i − y_j|²)/ε) v_j, or its softmax-normalised form. v is [m, width], out [n, width]. */
export function kernelSumLoops<A extends Floats>(
  x: Floats,
  y: Floats,
  v: Floats,
  h: Floats | undefined,
  shape: { d: number; width: number },
  options: { epsilon: number; normalised: boolean },
  out: A,
): A {
  const { d, width } = shape;
  const { epsilon, normalised } = options;
  const n = x.length / d;
  const m = y.length / d;
  const sums = new Float64Array(width);
  for (let i = 0; i < n; i++) {
    let max = Number.NEGATIVE_INFINITY;
    if (normalised)
      for (let j = 0; j < m; j++) max = Math.max(max, ((h?.[j] ?? 0) - halfSquared(x, i, y, j, d)) / epsilon);
    sums.fill(0);
    let total = 0;
    for (let j = 0; j < m; j++) {
      const exponent = ((h?.[j] ?? 0) - halfSquared(x, i, y, j, d)) / epsilon;
      if (exponent === Number.NEGATIVE_INFINITY) continue;
      const weight = Math.exp(normalised ? exponent - max : exponent);
      total += weight;
      for (let k = 0; k < width; k++) sums[k]! += weight * v[j * width + k]!;
    }
    const scale = normalised ? (total > 0 ? 1 / total : 0) : 1;
    for (let k = 0; k < width; k++) out[i * width + k] = sums[k]! * scale;
  }
  return out;
}

/** The four blob sums of `kernels/blob.ts` in one walk over the pairs; `visit` adds pair (i, j) to row i of `row`. */
function blobPairs<A extends Floats>(
  x: Floats,
  d: number,
  bandwidth: number,
  width: number,
  visit: (kernel: number, i: number, j: number, row: Float64Array) => void,
  out: A,
): A {
  const n = x.length / d;
  const row = new Float64Array(width);
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let j = 0; j < n; j++) visit(Math.exp(-halfSquared(x, i, x, j, d) / (bandwidth * bandwidth)), i, j, row);
    for (let k = 0; k < width; k++) out[i * width + k] = row[k]!;
  }
  return out;
}

export function blobDensityLoops<A extends Floats>(x: Floats, d: number, bandwidth: number, out: A): A {
  return blobPairs(x, d, bandwidth, 1, (kernel, _i, _j, row) => (row[0]! += kernel), out);
}

export function blobForceLoops<A extends Floats>(x: Floats, u: Floats, d: number, bandwidth: number, out: A): A {
  const visit = (kernel: number, i: number, j: number, row: Float64Array): void => {
    const scale = kernel * (u[i]! + u[j]!);
    for (let k = 0; k < d; k++) row[k]! += scale * (x[i * d + k]! - x[j * d + k]!);
  };
  return blobPairs(x, d, bandwidth, d, visit, out);
}

/** z·q with z = x_i − x_j, q = p_i − p_j. */
function alignment(x: Floats, p: Floats, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x[i * d + k]! - x[j * d + k]!) * (p[i * d + k]! - p[j * d + k]!);
  return sum;
}

export function blobDensityChangeLoops<A extends Floats>(
  x: Floats,
  p: Floats,
  d: number,
  bandwidth: number,
  out: A,
): A {
  return blobPairs(x, d, bandwidth, 1, (kernel, i, j, row) => (row[0]! += kernel * alignment(x, p, i, j, d)), out);
}

export function blobForceChangeLoops<A extends Floats>(
  x: Floats,
  p: Floats,
  u: Floats,
  w: Floats,
  d: number,
  bandwidth: number,
  out: A,
): A {
  const visit = (kernel: number, i: number, j: number, row: Float64Array): void => {
    const along = alignment(x, p, i, j, d) / (bandwidth * bandwidth);
    const sumU = u[i]! + u[j]!;
    const sumW = w[i]! + w[j]!;
    for (let k = 0; k < d; k++) {
      const z = x[i * d + k]! - x[j * d + k]!;
      const q = p[i * d + k]! - p[j * d + k]!;
      row[k]! += kernel * (sumU * (q - z * along) + sumW * z);
    }
  };
  return blobPairs(x, d, bandwidth, d, visit, out);
}
