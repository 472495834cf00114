import { engine, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Key } from '../../random/index.ts';

/**
 * A target that a backend knows by number: `kind` picks the code, `parameters` is the flat float32 description that this code reads
 * (each target file in `targets/` documents its own). Backends without the fused kernel compute the same from tfjs ops.
 */
export interface FusedTarget {
  kind: string;
  dimension: number;
  parameters: Float32Array;
}

/** Log density [n] and its gradient [n, d] at x [n, d] in one pass. */
export function fusedScore(x: Tensor2D, target: FusedTarget): { logDensity: Tensor1D; gradient: Tensor2D } {
  const [logDensity, gradient] = engine().runKernel('OttoScore', { x }, { target } as never) as unknown as [
    Tensor1D,
    Tensor2D,
  ];
  return { logDensity, gradient };
}

/** `steps` steps of the unadjusted Langevin algorithm in one pass, noise included: x ← x + h∇log π(x) + √(2h) ξ. @returns [n, d] */
export function fusedLangevin(
  x: Tensor2D,
  target: FusedTarget,
  options: { stepSize: number; key: Key; firstStep: number; steps: number },
): Tensor2D {
  return engine().runKernel('OttoLangevin', { x }, { target, ...options } as never) as Tensor2D;
}
