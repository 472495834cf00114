import { engine, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

export interface KernelSumOptions {
  /** > 0. The Gaussian kernel of bandwidth δ is epsilon = δ². */
  epsilon: number;
  /** [m] potentials in units of the cost; default 0. −∞ removes a column. */
  h?: Tensor1D;
  /** Divide by Σ_j k_ij: conditional means under the softmax weights. Rows whose weights all vanish give 0. Default false. */
  normalised?: boolean;
}

/**
 * s_i = Σ_j k_ij v_j with k_ij = exp((h_j − ½|x_i − y_j|²)/ε), in O(n + m) memory, or Σ_j k_ij v_j / Σ_j k_ij when `normalised`.
 * With v = 1, y, yyᵀ the normalised form gives the entropic map and its Jacobian; the plain form is every kernel density.
 *
 * @param x [n, d] @param y [m, d] @param v [m, k]
 * @returns [n, k]
 */
export function kernelSum(x: Tensor2D, y: Tensor2D, v: Tensor2D, options: KernelSumOptions): Tensor2D {
  const { epsilon, h, normalised = false } = options;
  const inputs: Record<string, Tensor> = h ? { x, y, v, h } : { x, y, v };
  return engine().runKernel('OttoKernelSum', inputs, { epsilon, normalised }) as Tensor2D;
}
