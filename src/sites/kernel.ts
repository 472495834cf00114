import type { Matrix } from '../linalg/index.ts';

/** What may be computed on another thread or device; `await` takes both. */
export type Awaitable<T> = T | Promise<T>;

/** How a kernel is applied: axis by axis on a product grid, as one matrix, or in O(n) memory by the fused sums of the backend. */
export type SiteKernelKind = 'separable' | 'dense' | 'fused';

/**
 * The Gibbs kernel G_ij = exp(−|x_i − x_j|²/ε) between n sites: positive definite, symmetric, ones on the diagonal. Cost c = |x − y|², without ½.
 * All numbers are float64; those of `fused` kernels come from float32 sums, see `precision`.
 */
export interface SiteKernel {
  readonly kind: SiteKernelKind;
  /** n. */
  readonly count: number;
  readonly dimension: number;
  /** Where the sites are, row-major [n, dimension]. */
  readonly sites: Float64Array;
  /** In units of the cost. */
  readonly epsilon: number;
  /** Relative error of G v for v ≥ 0: what a residual can come down to. */
  readonly precision: number;
  /** G v, [n]; v of any sign. */
  apply(v: Float64Array): Awaitable<Float64Array>;
  /** log Σ_j G_ij exp(h_j), [n], which neither overflows nor underflows; h may be −∞. */
  logApply(h: Float64Array): Awaitable<Float64Array>;
  /** G at some rows and columns, [rows, columns]. */
  block(rows: ArrayLike<number>, columns: ArrayLike<number>): Matrix;
}

/** Of sums of positive float64 numbers. */
export const FLOAT64_PRECISION = 2 ** -50;

/** No matrix has more entries. */
export const MOST_ENTRIES = 4_000_000;
