/** Row i of row-major points: a view. */
export const rowOf = (points: Float64Array, dimension: number, i: number): Float64Array =>
  points.subarray(i * dimension, (i + 1) * dimension);

/** `f` of every row of row-major points. */
export function mapRows(
  points: Float64Array,
  dimension: number,
  f: (row: Float64Array, index: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(points.length);
  for (let i = 0; i * dimension < points.length; i++) out.set(f(rowOf(points, dimension, i), i), i * dimension);
  return out;
}

export const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
