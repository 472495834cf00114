import type { Matrix } from '../linalg/index.ts';

/** What may be computed on another thread or device; `await` takes both. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The Gibbs kernel G_ij = exp(−|x_i − x_j|²/ε) between n sites: positive definite, symmetric, ones on the diagonal. Cost c = |x − y|², without ½.
 * All numbers are float64.
 */
export interface SiteKernel {
  /** n. */
  readonly count: number;
  readonly dimension: number;
  /** Where the sites are, row-major [n, dimension]. */
  readonly sites: Float64Array;
  /** In units of the cost. */
  readonly epsilon: number;
  /** G v, [n]; v of any sign. */
  apply(v: Float64Array): Awaitable<Float64Array>;
  /** log Σ_j G_ij exp(h_j), [n], which neither overflows nor underflows; h may be −∞. */
  logApply(h: Float64Array): Awaitable<Float64Array>;
  /** G at some rows and columns, [rows, columns]. */
  block(rows: ArrayLike<number>, columns: ArrayLike<number>): Matrix;
}
