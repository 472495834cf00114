/** Normal equations of a least-squares problem in K unknowns, filled row by row. */
export class LeastSquares {
  readonly size: number;
  /** [K, K], the lower triangle, and [K]. */
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#matrix = new Float64Array(size * size);
    this.#right = new Float64Array(size);
  }

  /** One more equation Σ_k row_k c_k = value. */
  add(row: Float64Array, value: number): void {
    const matrix = this.#matrix;
    const right = this.#right;
    for (let k = 0, start = 0; k < row.length; k++, start += row.length) {
      const factor = row[k]!;
      if (factor === 0) continue;
      right[k]! += factor * value;
      for (let l = 0; l <= k; l++) matrix[start + l]! += factor * row[l]!;
    }
  }

  /** The c that minimises Σ (row·c − value)² + Σ_k ridge_k c_k²; undefined where the matrix is not positive definite. */
  solve(ridge: (k: number) => number): Float64Array | undefined {
    const n = this.size;
    const factor = this.#matrix.slice();
    for (let k = 0; k < n; k++) factor[k * n + k]! += ridge(k);
    if (!choleskyInPlace(factor, n)) return undefined;
    const c = this.#right.slice();
    for (let k = 0; k < n; k++) {
      for (let l = 0; l < k; l++) c[k]! -= factor[k * n + l]! * c[l]!;
      c[k]! /= factor[k * n + k]!;
    }
    for (let k = n - 1; k >= 0; k--) {
      for (let l = k + 1; l < n; l++) c[k]! -= factor[l * n + k]! * c[l]!;
      c[k]! /= factor[k * n + k]!;
    }
    return c;
  }
}

/** L with LLᵀ = A in the lower triangle of A, [n, n]. @returns false where A is not positive definite */
export function choleskyInPlace(matrix: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i > j) matrix[i * n + j] = sum / matrix[j * n + j]!;
      else if (sum > 0) matrix[j * n + j] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
