import type { Target } from '../targets/index.ts';
import type { Energy, EvaluationCount } from './energy.ts';
import { blobEnergy } from './specification.ts';

/**
 * The blob free energy F(X) = (1/N) Σᵢ log ρᵢ + (1/N) Σᵢ V(xᵢ), V = −log π: the particle form of KL(ρ | π) up to the constant of π.
 * @param bandwidth δ > 0, in units of the points
 * @param count grows with the evaluations of the target, see `potentialEnergy`
 */
export const klEnergy = (target: Target, bandwidth: number, count?: EvaluationCount): Energy =>
  blobEnergy('kl', { dimension: target.dimension, target, bandwidth, count });
