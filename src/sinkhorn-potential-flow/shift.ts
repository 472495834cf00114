/** V − min V, [n]. */
export function aboveZero(potential: Float64Array): Float64Array {
  const lowest = potential.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  return potential.map((value) => value - lowest);
}
