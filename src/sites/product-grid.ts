/**
 * The axes of sites that form a product grid in row-major order, the last axis fastest, each ascending; nothing when they do not.
 *
 * @param sites row-major [n, dimension]
 */
export function productGrid(sites: Float64Array, dimension: number): Float64Array[] | undefined {
  const count = sites.length / dimension;
  const axes: Float64Array[] = [];
  let stride = count;
  for (let k = 0; k < dimension; k++) {
    const axis = ascent(sites, dimension, k, stride);
    if (stride % axis.length !== 0) return undefined;
    axes.push(axis);
    stride /= axis.length;
  }
  if (stride !== 1) return undefined;
  for (let i = 0; i < count; i++) {
    for (let k = dimension - 1, rest = i; k >= 0; k--) {
      const axis = axes[k]!;
      if (sites[i * dimension + k] !== axis[rest % axis.length]) return undefined;
      rest = Math.floor(rest / axis.length);
    }
  }
  return axes;
}

/** The values of coordinate k among the first `rows` sites for as long as they grow, each once. */
function ascent(sites: Float64Array, dimension: number, k: number, rows: number): Float64Array {
  const values = [sites[k]!];
  for (let i = 1; i < rows; i++) {
    const value = sites[i * dimension + k]!;
    if (value < values.at(-1)!) break;
    if (value > values.at(-1)!) values.push(value);
  }
  return Float64Array.from(values);
}

/** Spacings that differ by no more than the rounding of float32 positions are equal. */
const ROUNDING = 1e-4;

/** The spacing of an axis of two nodes or more, where it has one. */
export function uniformSpacing(axis: Float64Array): number | undefined {
  const last = axis.length - 1;
  const spacing = (axis[last]! - axis[0]!) / last;
  const isUniform = axis.every((x, i) => Math.abs(x - axis[0]! - i * spacing) <= ROUNDING * spacing);
  return isUniform ? spacing : undefined;
}
