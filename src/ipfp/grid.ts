/** A product grid: the midpoints of equal cells of a box. */
export interface Grid {
  /** The nodes of each axis, ascending. Float32 numbers, so that columns and tensors hold the same nodes. */
  readonly axes: readonly Float64Array[];
  /** Distance of neighbours on each axis. */
  readonly spacing: readonly number[];
  /** All nodes, row-major [Π n_k, d], the last axis fastest. */
  readonly values: Float64Array;
}

/** A term this many ε below the largest adds less than 1e-17 of it, and is left out. */
const NEGLIGIBLE = 40;

/** `count` cells on each axis of the box. */
export function gridOver(box: readonly (readonly [number, number])[], count: number): Grid {
  const spacing = box.map(([low, high]) => (high - low) / count);
  const axes = box.map(([low], k) =>
    Float64Array.from({ length: count }, (_, i) => Math.fround(low + (i + 0.5) * spacing[k]!)),
  );
  const d = axes.length;
  const values = new Float64Array(count ** d * d);
  for (let node = 0; node < count ** d; node++) {
    for (let k = d - 1, rest = node; k >= 0; k--, rest = Math.floor(rest / count)) {
      values[node * d + k] = axes[k]![rest % count]!;
    }
  }
  return { axes, spacing, values };
}

/**
 * −ε log Σ_j exp((h_j − ½|x_i − y_j|²)/ε) at the nodes x of `at` for heights h at the nodes y of `from`: one axis after the other, since the cost is a sum
 * over the axes. O(n^{d+1}) for n nodes an axis, and no matrix.
 */
export function gridSoftmin(at: Grid, from: Grid, heights: Float64Array, epsilon: number): Float64Array {
  let values = heights;
  for (let k = at.axes.length - 1; k >= 0; k--) values = softmaxAxis(at.axes[k]!, from.axes[k]!, values, epsilon);
  return values.map((value) => -value);
}

/** [lead, m] → [n, lead]: ε log Σ_j exp((h_j − ½(x_i − y_j)²)/ε) of each row. The new axis comes first, so the next one to do is last again. */
function softmaxAxis(x: Float64Array, y: Float64Array, heights: Float64Array, epsilon: number): Float64Array {
  const m = y.length;
  const lead = heights.length / m;
  const out = new Float64Array(x.length * lead);
  const exponents = new Float64Array(m);
  for (let l = 0; l < lead; l++) {
    const row = heights.subarray(l * m, (l + 1) * m);
    for (let i = 0; i < x.length; i++) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < m; j++) {
        const exponent = (row[j]! - 0.5 * (x[i]! - y[j]!) ** 2) / epsilon;
        exponents[j] = exponent;
        if (exponent > largest) largest = exponent;
      }
      out[i * lead + l] = epsilon * logSumExp(exponents, largest);
    }
  }
  return out;
}

function logSumExp(exponents: Float64Array, largest: number): number {
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let j = 0; j < exponents.length; j++) {
    const below = exponents[j]! - largest;
    if (below > -NEGLIGIBLE) sum += Math.exp(below);
  }
  return largest + Math.log(sum);
}
