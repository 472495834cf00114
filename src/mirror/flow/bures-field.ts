import { symmetricInverse } from '../../linalg/index.ts';
import { buresHessian } from '../bures.ts';
import { affineRows } from '../rows.ts';
import type { SmoothEnergy } from './energy.ts';
import type { MirrorField } from './field.ts';
import { gaussianScore, kernelScore, populationMoments } from './kernel-score.ts';
import type { ReferenceLaw } from './reference-law.ts';

export interface BuresOptions {
  /** `gaussian` is exact for Gaussian laws and wrong for others; `kernel` is a kernel density. */
  score: 'gaussian' | 'kernel';
  /** In units of the rule for the kernel. */
  bandwidth?: number | undefined;
}

/**
 * The mirror flow with the Hessian A of the Bures map to the Gaussian of the reference's moments, the same at every particle.
 * @param points [n, d], n > d @throws RangeError when they do not span the space
 */
export async function buresField(
  points: Float64Array,
  energy: SmoothEnergy,
  { gaussian }: ReferenceLaw,
  { score, bandwidth }: BuresOptions,
): Promise<MirrorField> {
  const { dimension, temperature } = energy;
  const { value, forces } = await energy.at(points);
  const estimate = score === 'gaussian' ? gaussianScore(points, dimension) : kernelScore(points, dimension, bandwidth);
  const total = forces.map((force, at) => force + temperature * estimate.score[at]!);
  const { mean, covariance } = populationMoments(points, dimension);
  const hessian = buresHessian(covariance, gaussian);
  return {
    energy: value + temperature * estimate.meanLogDensity,
    forces: total,
    velocity: affineRows(total, symmetricInverse(hessian)).map((velocity) => -velocity),
    images: affineRows(points, hessian, mean, gaussian.mean),
    report: { score },
  };
}
