import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { score, type Target } from '../targets/index.ts';
import { hasKernel } from '../tensor/index.ts';

/** log π at x [n, d], [n], inside a `tidy`: the fused kernel is faster than the operations of log π, though it computes the gradient too. */
export const logDensityOf = (target: Target, x: Tensor2D): Tensor1D =>
  target.fused && hasKernel('OttoScore') ? score(target, x).logDensity : target.logDensity(x);
