import type { SiteKernel } from '../sites/index.ts';
import type { Point } from './point.ts';

/** Up to here n³/6 for a factor is less than conjugate gradients take. */
export const MOST_DENSE_SITES = 128;

/** Pivots below this are rounding errors of a singular matrix. */
const SMALLEST_PIVOT = 1e-14;

/** (I − S + √μ√μᵀ)⁻¹ right by Cholesky's factor, or nothing where the matrix is singular to float64. */
export function solveLaplacianDensely({ kernel, ratio, root }: Point, right: Float64Array): Float64Array | undefined {
  const n = kernel.count;
  const gibbs = gibbsOf(kernel);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = root[i]! * root[j]! - ratio[i]! * ratio[j]! * gibbs[i * n + j]!;
    matrix[i * n + i]! += 1;
  }
  return factorise(matrix, n) ? solveFactored(matrix, n, right) : undefined;
}

/** G is needed once for every segment and evaluation. */
const known = new WeakMap<SiteKernel, Float64Array>();

function gibbsOf(kernel: SiteKernel): Float64Array {
  const last = known.get(kernel);
  if (last) return last;
  const everywhere = Int32Array.from({ length: kernel.count }, (_, i) => i);
  const gibbs = Float64Array.from(kernel.block(everywhere, everywhere).to1DArray());
  known.set(kernel, gibbs);
  return gibbs;
}

/** Overwrites the lower triangle with L. */
function factorise(matrix: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i !== j) matrix[i * n + j] = sum / matrix[j * n + j]!;
      else if (sum > SMALLEST_PIVOT) matrix[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

function solveFactored(lower: Float64Array, n: number, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * n + k]! * x[k]!;
    x[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= lower[i * n + i]!;
    for (let k = 0; k < i; k++) x[k]! -= lower[i * n + k]! * x[i]!;
  }
  return x;
}
