/** right → x with Ax = right. */
export type LinearSolver = (right: Float64Array) => Float64Array;

/**
 * Gaussian elimination with row pivoting, in float64. A pivot of zero, which only rounding makes, counts as the smallest number there is:
 * the solution is then huge along what the matrix does not see.
 *
 * @param matrix A, row-major [n, n]; is overwritten
 */
export function factorised(matrix: Float64Array, n: number): LinearSolver {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    const pivotRow = pivot(matrix, n, order, k) * n;
    if (matrix[pivotRow + k] === 0) matrix[pivotRow + k] = Number.MIN_VALUE;
    for (let i = k + 1; i < n; i++) {
      const row = order[i]! * n;
      if (matrix[row + k] === 0) continue;
      const factor = matrix[row + k]! / matrix[pivotRow + k]!;
      matrix[row + k] = factor;
      for (let j = k + 1; j < n; j++) matrix[row + j]! -= factor * matrix[pivotRow + j]!;
    }
  }
  return (right) => {
    const x = Float64Array.from(order, (i) => right[i]!);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i]! -= matrix[order[i]! * n + j]! * x[j]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i]! -= matrix[order[i]! * n + j]! * x[j]!;
      x[i]! /= matrix[order[i]! * n + i]!;
    }
    return x;
  };
}

/** The row with the largest entry in column k comes up to place k. */
function pivot(matrix: Float64Array, n: number, order: Int32Array, k: number): number {
  let best = k;
  for (let i = k + 1; i < n; i++) {
    if (Math.abs(matrix[order[i]! * n + k]!) > Math.abs(matrix[order[best]! * n + k]!)) best = i;
  }
  const row = order[best]!;
  order[best] = order[k]!;
  order[k] = row;
  return row;
}
