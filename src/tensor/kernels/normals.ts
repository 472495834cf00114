import { engine, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Draw } from '../../random/index.ts';

/**
 * Standard normals [count, width] on the current backend: the same Philox integers everywhere (see `random/normals.ts`), the
 * Box-Muller transform in float32 within 1e-6 of float64.
 */
export function normals(count: number, width: number, draw: Draw): Tensor2D {
  return engine().runKernel('OttoNormals', {}, { count, width, ...draw }) as Tensor2D;
}

/** Uniforms in (0, 1), [count, width]: exact in float32, so equal bit for bit on every backend. */
export function uniforms(count: number, width: number, draw: Draw): Tensor2D {
  return engine().runKernel('OttoUniforms', {}, { count, width, ...draw }) as Tensor2D;
}
