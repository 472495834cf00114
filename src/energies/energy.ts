/**
 * An energy at one cloud of n particles in R^d. Everything is scaled so that it has a limit as n → ∞: the value is a mean over
 * particles, and derivatives are multiplied by n, so −gradient is the velocity of the Wasserstein gradient flow.
 */
export interface EnergyModel {
  /** F(X), a mean per particle. */
  readonly value: number;
  /** Absolute size of the rounding error of `value`. */
  readonly noise: number;
  /** G = n ∂F/∂X, row-major [n, d]. */
  readonly gradient: Float64Array;
  /** Root mean square over the coordinates of the forces that make up the gradient, before they cancel. */
  readonly forceScale: number;
  /** Size of the rounding errors of the gradient relative to `forceScale`, and of Hessian-vector products likewise. */
  readonly precision: number;
  /** n (Hess F) P for a direction P, row-major [n, d]. */
  hessianVector(p: Float64Array): Promise<Float64Array>;
  /**
   * n D³F[P, Q], the change of n (Hess F) Q along P, row-major [n, d]; symmetric in P and Q. An energy that does not know it leaves it out,
   * and whoever needs it differentiates `hessianVector` numerically.
   */
  hessianChange?(p: Float64Array, q: Float64Array): Promise<Float64Array>;
}

/** A functional of a cloud of equal-mass particles. */
export interface Energy {
  readonly dimension: number;
  /** @param points row-major [n, d], n ≥ 1; not changed, and not to be changed while the model is in use. */
  at(points: Float64Array): Promise<EnergyModel>;
}

/** How much a target was asked: particles times calls. */
export interface EvaluationCount {
  gradientEvaluations: number;
  densityEvaluations: number;
}
