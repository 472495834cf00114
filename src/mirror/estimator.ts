import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Draw } from '../random/index.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';

/** An ensemble at the beginning of a step, as the estimators see it. */
export interface MirrorState {
  /** [n, d]; not disposed by the estimator. */
  readonly position: Tensor2D;
  readonly reference: ReferenceLaw;
  /** What lasts from step to step (warm starts): arrays are replaced, never written to. */
  readonly memory: Map<string, Float64Array>;
}

/**
 * The two ways to write the drift, equal where ρ is the law that ∇u carries to e^{−g}: `divergence` −H⁻¹∇f + div H⁻¹, which needs no density, and `score`
 * −H⁻¹∇(f + log ρ) − ∇g(∇u) with a kernel density of the particles.
 */
export const DRIFTS = ['divergence', 'score'] as const;
export type Drift = (typeof DRIFTS)[number];

/** One step of size `stepSize` h with the noise of `draw`. */
export interface MirrorStep extends MirrorState {
  /** ∇ log π = −∇f, [n, d] → [n, d]. */
  score(x: Tensor2D): Tensor2D;
  readonly stepSize: number;
  readonly drift: Drift;
  readonly draw: Draw;
}

/** Figures about one step or state, for the ensemble's solver status. */
export type Report = Record<string, number | string | boolean>;

/** The particles after a step, and how hard it was. */
export interface MirrorMove {
  /** [n, d]; the caller disposes it. */
  position: Tensor2D;
  /** mean |∇f|² over the particles. */
  steepness: number;
  /**
   * h·mean(∇fᵀH⁻¹∇f)/2d: half the step size times the average curvature of f in the metric H. In equilibrium it is about the relative excess of
   * the variance; the scheme is unstable from about 1 on.
   */
  stiffness: number;
  report: Report;
}

/** The mirror coordinates ∇u(x), [n, d] (the caller disposes them), and how far their law is from the reference. */
export interface MirrorImage {
  mirrorPosition: Tensor2D;
  report: Report;
}

/** A way to estimate the Brenier potential u from the particles, with the scheme that suits it. */
export interface MirrorEstimator {
  step(step: MirrorStep): Promise<MirrorMove>;
  image(state: MirrorState): Promise<MirrorImage>;
}
