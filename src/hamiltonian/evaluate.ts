import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { score, type Target } from '../targets/index.ts';
import type { Points } from './states.ts';

/** The target at points given row-major on the host. */
export type Evaluate = (position: Float32Array) => Promise<Points>;

/** Evaluations of a target on its backend, read back to the host: one call of `score` each. */
export const evaluationsOf =
  (target: Target): Evaluate =>
  async (position) => {
    const rows = position.length / target.dimension;
    const { logDensity, gradient } = tidy(() => score(target, tensor2d(position, [rows, target.dimension])));
    const [density, slope] = await Promise.all([logDensity.data<'float32'>(), gradient.data<'float32'>()]);
    logDensity.dispose();
    gradient.dispose();
    return { position, logDensity: density as Float32Array, gradient: slope as Float32Array };
  };
