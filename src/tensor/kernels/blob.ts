import { engine, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/*
 * The four pair sums of the blob energy, with K_ij = exp(−|x_i − x_j|²/2δ²), z = x_i − x_j, q = p_i − p_j. They use differences, not
 * expanded products, so float32 loses nothing to cancellation when δ is far below the diameter.
 */

/** S_i = Σ_j K_ij, self term included. @param x [n, d] @returns [n] */
export function blobDensity(x: Tensor2D, bandwidth: number): Tensor1D {
  return engine().runKernel('OttoBlobDensity', { x }, { bandwidth }) as Tensor1D;
}

/** A_i = Σ_j K_ij z (u_i + u_j). @param x [n, d] @param u [n] @returns [n, d] */
export function blobForce(x: Tensor2D, u: Tensor1D, bandwidth: number): Tensor2D {
  return engine().runKernel('OttoBlobForce', { x, u }, { bandwidth }) as Tensor2D;
}

/** D_i = Σ_j K_ij z·q. @param x [n, d] @param p [n, d] a direction @returns [n] */
export function blobDensityChange(x: Tensor2D, p: Tensor2D, bandwidth: number): Tensor1D {
  return engine().runKernel('OttoBlobDensityChange', { x, p }, { bandwidth }) as Tensor1D;
}

/**
 * B_i = Σ_j K_ij [ (u_i + u_j)(q − z (z·q)/δ²) + (w_i + w_j) z ], the change of A along p when u changes by w.
 * @param x [n, d] @param p [n, d] @param u [n] @param w [n] @returns [n, d]
 */
export function blobForceChange(x: Tensor2D, p: Tensor2D, u: Tensor1D, w: Tensor1D, bandwidth: number): Tensor2D {
  return engine().runKernel('OttoBlobForceChange', { x, p, u, w }, { bandwidth }) as Tensor2D;
}
