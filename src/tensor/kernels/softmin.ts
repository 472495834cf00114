import { engine, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * f_i = −ε log Σ_j exp((h_j − ½|x_i − y_j|²)/ε) in O(n + m) memory: one half-step of log-domain Sinkhorn when h = g + ε log b.
 * Entries of h may be −∞ (a point of zero weight); where all are, f_i = +∞.
 *
 * @param x [n, d] rows @param y [m, d] columns @param h [m] potentials, in units of the cost @param epsilon > 0
 * @returns [n]
 */
export function softmin(x: Tensor2D, y: Tensor2D, h: Tensor1D, epsilon: number): Tensor1D {
  return engine().runKernel('OttoSoftmin', { x, y, h }, { epsilon }) as Tensor1D;
}
