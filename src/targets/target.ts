import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Key } from '../random/index.ts';
import type { FusedTarget } from '../tensor/index.ts';

/** Plain data that rebuilds a target: `{ type: 'gaussian', mean: […], covariance: […] }`. It is what a scene file holds. */
export interface TargetSpec {
  type: string;
  [parameter: string]: unknown;
}

/** Exact first and second moments of a target, computed by the project (closed form or quadrature in float64). */
export interface Moments {
  mean: number[];
  covariance: number[][];
}

/** Moments of the squares of single coordinates, as exact as `Moments`: what the bias of x² is measured against. */
export interface Squares {
  /** E x_k², [d]. */
  mean: number[];
  /** Var x_k² = E x_k⁴ − (E x_k²)², [d]. */
  variance: number[];
}

/** Where the modes of a mixture are and how much mass each carries; a point belongs to the nearest centre. */
export interface Modes {
  centres: number[][];
  weights: number[];
}

/** The modes along one coordinate of a target that has a mode for every choice of one along each such coordinate: 2^16 for 16 wells. */
export interface CoordinateModes {
  /** From 0. */
  coordinate: number;
  centres: number[];
  /** The mass of the points whose coordinate is nearest to each centre. */
  weights: number[];
}

/** A probability measure on R^d, known through its log density up to a constant unless its docstring says "normalised". */
export interface Target {
  readonly name: string;
  readonly dimension: number;
  readonly spec: TargetSpec;
  /** [n, d] → [n]. Ordinary tfjs ops: differentiable. @throws InputError for another shape, or an empirical measure, which has no density. */
  logDensity(x: Tensor2D): Tensor1D;
  /** [n, d] → [n, d]. Ordinary tfjs ops: differentiable, so that `hessianVector` works. @throws InputError as `logDensity` */
  gradLogDensity(x: Tensor2D): Tensor2D;
  /** What the fused kernels of `score` and `langevinSteps` read, where there is code for this target. */
  readonly fused?: FusedTarget;
  /** Left out where they do not exist (heavy tails) or are not known. */
  readonly moments?: Moments;
  /** Left out where the fourth moments do not exist or are not known. */
  readonly squares?: Squares;
  /** log Z with Z = ∫ e^{log density} dx, 0 where the density is normalised; left out where it is not known. */
  readonly logNormalizer?: number;
  readonly modes?: Modes;
  /** In place of `modes` where these would be too many to list. */
  readonly coordinateModes?: readonly CoordinateModes[];
  /** `count` independent exact samples, row-major [count, d], a pure function of the seed or key; fewer samples are a prefix of more. */
  sample?(count: number, seed: string | Key): Float32Array;
  /** In one dimension: the x with P(X ≤ x) = u, for 0 < u < 1, in float64, where it is known. */
  quantile?(u: number): number;
  /** Where a picture of the target should look: one [low, high] per dimension. */
  readonly bounds: [number, number][];
}
