import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Key } from '../random/index.ts';
import type { FusedTarget } from '../tensor/index.ts';

/** Plain data that rebuilds a target: `{ type: 'gaussian', mean: […], covariance: […] }`. It is what a scene file holds. */
export interface TargetSpec {
  type: string;
  [parameter: string]: unknown;
}

/** Exact first and second moments of a target, computed by the project (closed form or quadrature). */
export interface Moments {
  mean: number[];
  covariance: number[][];
}

/** A probability measure on R^d, known through its log density up to a constant unless its docstring says "normalised". */
export interface Target {
  readonly name: string;
  readonly dimension: number;
  readonly spec: TargetSpec;
  /** [n, d] → [n]. */
  logDensity(x: Tensor2D): Tensor1D;
  /** [n, d] → [n, d]. */
  gradLogDensity(x: Tensor2D): Tensor2D;
  /** The same from one fused kernel, where the backend has it. */
  readonly fused?: FusedTarget;
  readonly moments?: Moments;
  /** `count` independent exact samples, row-major [count, d], a pure function of the seed or key. */
  sample?(count: number, seed: string | Key): Float32Array;
  /** Where a picture of the target should look: one [low, high] per dimension. */
  readonly bounds: [number, number][];
}
