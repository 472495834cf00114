import { type Cloud, countOf, massesOf } from './cloud.ts';

/** A measure on the line as its quantile function: value[i] has mass[i], values ascending; uniform masses are left out. */
export interface SortedMeasure {
  values: Float64Array;
  masses?: Float64Array;
}

/** The image of a cloud under x ↦ ⟨x, direction⟩, sorted: O(n log n). */
export function sortedProjection(cloud: Cloud, direction: ArrayLike<number>): SortedMeasure {
  const { positions, dimension } = cloud;
  const values = new Float64Array(countOf(cloud));
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += positions[i * dimension + k]! * direction[k]!;
    values[i] = sum;
  }
  if (!cloud.weights) return { values: values.sort() };
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const masses = massesOf(cloud);
  return { values: Float64Array.from(order, (i) => values[i]!), masses: Float64Array.from(order, (i) => masses[i]!) };
}

/** W₂² of two measures on the line: the squared distance of their quantile functions, exact for any sizes and weights. */
export function squaredWasserstein1d(a: SortedMeasure, b: SortedMeasure): number {
  if (!a.masses && !b.masses && a.values.length === b.values.length) return meanSquaredDifference(a.values, b.values);
  let sum = 0;
  let i = 0;
  let j = 0;
  const massOf = ({ values, masses }: SortedMeasure, at: number): number => (masses ? masses[at]! : 1 / values.length);
  let leftA = massOf(a, 0);
  let leftB = massOf(b, 0);
  while (i < a.values.length && j < b.values.length) {
    const moved = Math.min(leftA, leftB);
    sum += moved * (a.values[i]! - b.values[j]!) ** 2;
    leftA -= moved;
    leftB -= moved;
    if (leftA <= 0) leftA = massOf(a, ++i);
    if (leftB <= 0) leftB = massOf(b, ++j);
  }
  return sum;
}

function meanSquaredDifference(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}
