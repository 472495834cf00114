/**
 * Functions of z in R^d that a potential is made of: d coordinates, d(d + 1)/2 products ½z_k², z_k z_l, and a Gaussian exp(−|z − a|²/2ℓ²) about each
 * anchor a. Constants are left out: only derivatives count.
 */
export interface Basis {
  readonly dimension: number;
  /** [m, d] */
  readonly anchors: Float64Array;
  /** ℓ */
  readonly width: number;
}

export const polynomialsOf = (d: number): number => d + (d * (d + 1)) / 2;
export const sizeOf = ({ dimension, anchors }: Basis): number => polynomialsOf(dimension) + anchors.length / dimension;

/** Numbers a function has at a point: gradient [d], Hessian [d, d], third derivatives [d, d, d], one after the other. */
export const widthOf = (d: number): number => d + d * d + d ** 3;

/** The derivatives of every function at the point in row `row` of z, [size, widthOf(d)], into `out`. */
export function derivativesAt(basis: Basis, z: Float64Array, row: number, out: Float64Array): void {
  const { dimension: d, anchors, width } = basis;
  const stride = widthOf(d);
  polynomialsAt(d, z, row, out);
  const offset = new Float64Array(d);
  let start = polynomialsOf(d) * stride;
  for (let anchor = 0; anchor < anchors.length; anchor += d, start += stride) {
    let squared = 0;
    for (let k = 0; k < d; k++) {
      offset[k] = (z[row * d + k]! - anchors[anchor + k]!) / width;
      squared += offset[k]! ** 2;
    }
    gaussianAt(offset, Math.exp(-0.5 * squared), width, out, start);
  }
}

function polynomialsAt(d: number, z: Float64Array, row: number, out: Float64Array): void {
  const stride = widthOf(d);
  out.fill(0, 0, polynomialsOf(d) * stride);
  for (let k = 0; k < d; k++) out[k * stride + k] = 1;
  let start = d * stride;
  for (let k = 0; k < d; k++) {
    for (let l = k; l < d; l++, start += stride) {
      out[start + k] = z[row * d + l]!;
      out[start + l] = z[row * d + k]!;
      out[start + d + k * d + l] = 1;
      out[start + d + l * d + k] = 1;
    }
  }
}

/** With t = (z − a)/ℓ: ∂_k = −t_k w/ℓ, ∂_kl = (t_k t_l − δ_kl) w/ℓ², ∂_klm = −(t_k t_l t_m − t_k δ_lm − t_l δ_km − t_m δ_kl) w/ℓ³. */
function gaussianAt(t: Float64Array, weight: number, width: number, out: Float64Array, start: number): void {
  const d = t.length;
  const [first, second, third] = [weight / width, weight / width ** 2, weight / width ** 3];
  for (let k = 0; k < d; k++) {
    out[start + k] = -t[k]! * first;
    for (let l = 0; l < d; l++) {
      out[start + d + k * d + l] = (t[k]! * t[l]! - (k === l ? 1 : 0)) * second;
      for (let m = 0; m < d; m++) {
        const traces = (l === m ? t[k]! : 0) + (k === m ? t[l]! : 0) + (k === l ? t[m]! : 0);
        out[start + d + d * d + (k * d + l) * d + m] = (traces - t[k]! * t[l]! * t[m]!) * third;
      }
    }
  }
}

/** Up to `most` rows of z, each the farthest from those before it, until none is `apart` away; the first is the one nearest to 0. [m, d] */
export function farthestPoints(z: Float64Array, dimension: number, most: number, apart: number): Float64Array {
  const count = z.length / dimension;
  const gaps = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const squaredTo = (row: number, to: number): number => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += (z[row * dimension + k]! - (to < 0 ? 0 : z[to * dimension + k]!)) ** 2;
    return sum;
  };
  const chosen: number[] = [];
  let next = 0;
  for (let row = 1; row < count; row++) if (squaredTo(row, -1) < squaredTo(next, -1)) next = row;
  for (;;) {
    const last = next;
    chosen.push(...z.subarray(last * dimension, (last + 1) * dimension));
    if (chosen.length >= most * dimension) break;
    let farthest = 0;
    for (let row = 0; row < count; row++) {
      gaps[row] = Math.min(gaps[row]!, squaredTo(row, last));
      if (gaps[row]! <= farthest) continue;
      farthest = gaps[row]!;
      next = row;
    }
    if (farthest < apart ** 2) break;
  }
  return Float64Array.from(chosen);
}
