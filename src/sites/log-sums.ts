/** Below this a sum of float64 numbers may have lost digits to underflow. */
const SMALLEST = 1e-280;

/**
 * log Σ_j exp(h_j − exponent(i, j)), [n]: by the linear sums where they do not underflow, and term by term where they do.
 *
 * @param apply v → Σ_j exp(−exponent(i, j)) v_j
 * @param h [n], −∞ allowed
 */
export function logSumsBy(
  apply: (v: Float64Array) => Float64Array,
  exponent: (i: number, j: number) => number,
  h: Float64Array,
): Float64Array {
  const highest = h.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  if (highest === Number.NEGATIVE_INFINITY) return h.slice();
  const sums = apply(h.map((value) => Math.exp(value - highest)));
  return sums.map((sum, i) => (sum > SMALLEST ? highest + Math.log(sum) : logSum(h, i, exponent)));
}

function logSum(h: Float64Array, i: number, exponent: (i: number, j: number) => number): number {
  const exponents = h.map((value, j) => value - exponent(i, j));
  const highest = exponents.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  return highest + Math.log(exponents.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
