/** Below this a sum of float64 numbers may have lost terms that count to underflow. */
export const SMALLEST = 1e-280;

/** e^{−60} of the largest term is nothing, even in a sum of millions. */
const NEGLIGIBLE = -60;

/** The largest number, or −∞ where there is none. */
export function largest(values: Float64Array, count = values.length): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) if (values[i]! > top) top = values[i]!;
  return top;
}

/** log Σ_j exp(values_j) of the first `count` values, which neither overflows nor underflows; −∞ for none. */
export function logSum(values: Float64Array, count = values.length): number {
  const top = largest(values, count);
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const below = values[j]! - top;
    if (below > NEGLIGIBLE) sum += Math.exp(below);
  }
  return top + Math.log(sum);
}

/** Where h is not −∞: the terms that a sum has. */
export function finiteAt(h: Float64Array): Int32Array {
  return Int32Array.from({ length: h.length }, (_, j) => j).filter((j) => h[j]! > Number.NEGATIVE_INFINITY);
}
