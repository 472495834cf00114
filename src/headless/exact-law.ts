import { type Matrix, matrixOf, symmetricFunction, symmetricInverse } from '../linalg/index.ts';
import type { Moments } from '../targets/index.ts';
import { gaussianTransport } from '../transport/index.ts';
import { type Ensemble, methodOf } from '../world/index.ts';

/** The law that the ensemble's method approximates now, and how far the ensemble is from it; nothing where none is known. */
export function exactLaw(ensemble: Ensemble, moments: Moments): { exact?: Moments; error?: number } {
  const exact = exactMomentsAt(ensemble, ensemble.time);
  if (!exact) return {};
  return { exact, error: Math.sqrt(Math.max(0, gaussianTransport(moments, exact).wassersteinSquared)) };
}

/**
 * Mean and covariance at physical time `time` of the law that the ensemble's method approximates, where a closed form is known: the
 * Fokker-Planck flow from a Gaussian to a Gaussian.
 */
export function exactMomentsAt({ method, initial, target }: Ensemble, time: number): Moments | undefined {
  if (methodOf(method.type).definition.flow !== 'fokker-planck') return undefined;
  if (initial.spec.type !== 'gaussian' || target?.spec.type !== 'gaussian') return undefined;
  return ornsteinUhlenbeck(initial.moments!, target.moments!, time);
}

/**
 * The law at time t of dX = −A(X − m) dt + √2 dW from N(m₀, C₀), with A the inverse of the target's covariance:
 * mean m + e^{−tA}(m₀ − m), covariance e^{−tA} C₀ e^{−tA} + A⁻¹(I − e^{−2tA}).
 */
export function ornsteinUhlenbeck(initial: Moments, target: Moments, time: number): Moments {
  const precision = symmetricInverse(target.covariance);
  const decay = symmetricFunction(precision, (rate) => Math.exp(-time * rate));
  const gained = symmetricFunction(precision, (rate) => -Math.expm1(-2 * time * rate) / rate);
  const covariance = decay.mmul(matrixOf(initial.covariance)).mmul(decay).add(gained);
  const displacement = initial.mean.map((value, i) => value - target.mean[i]!);
  const moved = times(decay, displacement);
  return { mean: target.mean.map((value, i) => value + moved[i]!), covariance: covariance.to2DArray() };
}

const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.to2DArray().map((row) => row.reduce((sum, entry, i) => sum + entry * vector[i]!, 0));
