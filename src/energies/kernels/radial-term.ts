/**
 * One monotone piece of a radial kernel, which either attracts or repels: W(z) = f(t) with t = |z|²/2. With derivatives with respect to t,
 *   ∇W = f′ z,  Hess W = f′ I + f″ zzᵀ,  D³W[p, q] = f″ ((z·p) q + (z·q) p + (p·q) z) + f‴ (z·p)(z·q) z.
 *
 * Each derivative is a method of its own, of |z|² and the one before, so that a loop over pairs computes no more than it needs. Terms are
 * classes because a compiler puts the methods of a class inside such a loop, and not closures that are made anew for every energy: that is
 * a factor of four.
 *
 * At z = 0 a singular term gives zeros: a particle does not feel itself, nor one that sits in the same place.
 */
export interface RadialTerm {
  /** f′ */
  first(squared: number): number;
  /** f″ */
  second(squared: number, first: number): number;
  /** f‴ */
  third(squared: number, second: number): number;
  /** Σ f of the first `count` numbers |z|², given their f′. */
  sum(squared: Float64Array, first: Float64Array, count: number): TermSum;
}

export interface TermSum {
  readonly sum: number;
  /** The numbers that were added up, all counted as positive: a rounding error of this is an error of the sum. */
  readonly size: number;
}
