/** A symmetric tridiagonal matrix: diagonal [n], and the entries beside it [n − 1]. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/** A x = b by LDLᵀ; undefined unless A is positive definite. O(n). */
export function solveTridiagonal({ diagonal, beside }: Tridiagonal, b: Float64Array): Float64Array | undefined {
  const n = diagonal.length;
  const pivots = new Float64Array(n);
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    const factor = i > 0 ? beside[i - 1]! / pivots[i - 1]! : 0;
    pivots[i] = diagonal[i]! - (i > 0 ? factor * beside[i - 1]! : 0);
    if (!(pivots[i]! > 0)) return undefined;
    if (i > 0) x[i]! -= factor * x[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= pivots[i]!;
    if (i < n - 1) x[i]! -= (beside[i]! / pivots[i]!) * x[i + 1]!;
  }
  return x;
}

/** A x. */
export function timesTridiagonal({ diagonal, beside }: Tridiagonal, x: Float64Array): Float64Array {
  return diagonal.map(
    (entry, i) => entry * x[i]! + (i > 0 ? beside[i - 1]! * x[i - 1]! : 0) + (beside[i] ?? 0) * (x[i + 1] ?? 0),
  );
}

/**
 * The largest eigenvalue λ of A x = λ W x for positive masses W = diag(w), to 1e-12 of its size: bisection by the signs of the pivots of
 * λW − A, which are all positive beyond it.
 *
 * Source: Golub & Van Loan, "Matrix Computations", section 8.4.1.
 */
export function largestEigenvalue({ diagonal, beside }: Tridiagonal, masses: Float64Array): number {
  const n = diagonal.length;
  // The similar matrix W^{-½} A W^{-½}.
  const a = diagonal.map((entry, i) => entry / masses[i]!);
  const b = beside.map((entry, i) => entry / Math.sqrt(masses[i]! * masses[i + 1]!));
  const isBeyond = (value: number): boolean => {
    let pivot = 1;
    for (let i = 0; i < n; i++) {
      pivot = value - a[i]! - (i > 0 ? b[i - 1]! ** 2 / pivot : 0);
      if (!(pivot > 0)) return false;
    }
    return true;
  };
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const around = Math.abs(b[i - 1] ?? 0) + Math.abs(b[i] ?? 0);
    low = Math.max(low, a[i]!);
    high = Math.max(high, a[i]! + around);
  }
  while (high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high))) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (isBeyond(middle)) high = middle;
    else low = middle;
  }
  return high;
}
