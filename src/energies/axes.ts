/** One array an axis of a row-major cloud [n, d]. */
export function toAxes(points: Float64Array, dimension: number): Float64Array[] {
  const n = points.length / dimension;
  return Array.from({ length: dimension }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => points[i * dimension + k]!),
  );
}

/** The row-major cloud of its axes, times `scale`. */
export function fromAxes(axes: readonly Float64Array[], scale = 1): Float64Array {
  const d = axes.length;
  const points = new Float64Array(d * axes[0]!.length);
  axes.forEach((axis, k) => {
    for (let i = 0; i < axis.length; i++) points[i * d + k] = scale * axis[i]!;
  });
  return points;
}
