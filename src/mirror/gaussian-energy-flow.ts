import type { GaussianLaw, GaussianMoments, QuadraticEnergy } from '../bures/index.ts';
import { Matrix, type MatrixLike, matrixOf, scaledIdentity, symmetricInverse, symmetrised } from '../linalg/index.ts';
import { buresHessian } from './bures.ts';
import { gaussianMirrorFlow } from './gaussian.ts';
import type { Reference } from './reference.ts';

/**
 * The Wasserstein mirror flow of a quadratic energy, potential ½(x − μ)ᵀL(x − μ), entropy times T and attraction ½k|x − y|²/2, from a Gaussian law after the
 * time t: Ȧ = L + kI − TAΘ⁻¹A, ṁ = −A⁻¹L(m − μ), S = A⁻¹ΘA⁻¹. With T > 0 it is the flow of KL at the time Tt; without, A = A₀ + t(L + kI).
 *
 * @param time t ≥ 0
 * @returns undefined where the mean has no closed form: with an attraction, and a force on the mean
 */
export function gaussianEnergyMirrorFlow(
  { mean, covariance }: GaussianLaw,
  { mean: centre, precision, temperature, attraction = 0 }: QuadraticEnergy,
  reference: Reference,
  time: number,
): GaussianMoments | undefined {
  const pull = matrixOf(precision);
  const stays = pull.mmul(Matrix.columnVector(mean.map((value, k) => value - centre[k]!))).norm() === 0;
  if (attraction > 0 && !stays) return undefined;
  const confinement = Matrix.add(pull, scaledIdentity(reference.dimension, attraction));
  const initial = { mean, covariance: matrixOf(covariance as MatrixLike) };
  // A mean that nothing pulls is its own centre.
  const target = { mean: stays ? mean : centre, confinement };
  if (temperature === 0) return withoutEntropy(initial, target, reference, time);
  const flow = gaussianMirrorFlow({
    initial,
    target: { mean: target.mean, precision: Matrix.div(confinement, temperature) },
    reference,
  });
  const law = flow(temperature * time);
  return { mean: law.mean, covariance: law.covariance.to2DArray() };
}

/** A(m − μ) stays as it is. */
function withoutEntropy(
  { mean, covariance }: { mean: readonly number[]; covariance: Matrix },
  target: { mean: readonly number[]; confinement: Matrix },
  reference: Reference,
  time: number,
): GaussianMoments {
  const before = buresHessian(covariance, reference);
  const inverse = symmetricInverse(Matrix.add(before, Matrix.mul(target.confinement, time)));
  const offset = Matrix.columnVector(mean.map((value, k) => value - target.mean[k]!));
  const moved = inverse.mmul(before).mmul(offset);
  return {
    mean: target.mean.map((value, k) => value + moved.get(k, 0)),
    covariance: symmetrised(inverse.mmul(reference.covariance).mmul(inverse)).to2DArray(),
  };
}
