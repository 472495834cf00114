/** Added to the unit diagonal of a scaled matrix that rounding made indefinite, and ten times that until it is not. */
const FIRST_RIDGE = 1e-14;
const LARGEST_RIDGE = 1e-4;

/** A positive semi-definite matrix, factorised. */
export interface Factorisation {
  /** M⁻¹ v, in a new array. */
  solve(v: Float64Array): Float64Array;
}

/**
 * The Cholesky factor of a symmetric positive semi-definite matrix, scaled to a unit diagonal, with as small a ridge as it takes: kernels between
 * near sites are singular to working precision. Nothing when no small ridge will do.
 *
 * @param matrix row-major [n, n], not changed; only its lower triangle is read
 */
export function factorise(matrix: Float64Array, n: number): Factorisation | undefined {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(matrix[i * n + i]!));
  if (!scale.every(Number.isFinite)) return undefined;
  for (let ridge = FIRST_RIDGE; ridge <= LARGEST_RIDGE; ridge *= 10) {
    const lower = lowerFactor(matrix, scale, ridge);
    if (lower) return { solve: (v) => solveScaled(lower, scale, v) };
  }
  return undefined;
}

function lowerFactor(matrix: Float64Array, scale: Float64Array, ridge: number): Float64Array | undefined {
  const n = scale.length;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! * scale[i]! * scale[j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i > j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum + ridge > 0) lower[i * n + i] = Math.sqrt(sum + ridge);
      else return undefined;
    }
  }
  return lower;
}

function solveScaled(lower: Float64Array, scale: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  const x = v.map((value, i) => value * scale[i]!);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= lower[i * n + i]!;
    for (let k = 0; k < i; k++) x[k]! -= lower[i * n + k]! * x[i]!;
  }
  return x.map((value, i) => value * scale[i]!);
}
