import { add, matMul, mean, mul, square, sub, sum, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type Matrix, symmetricInverse } from '../linalg/index.ts';
import { normals } from '../tensor/index.ts';
import { buresMap } from './bures.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import { ensembleMoments } from './moments.ts';

/**
 * The Brenier map between the Gaussians of the same moments: exact for Gaussian laws, a preconditioned Langevin diffusion with the
 * stationary law e^{−f} for any target. Euler-Maruyama, weak order 1:
 *   x ← x − h[K∇f − C(x − m)] + √(2h) Lξ
 * with K, C, L of `buresMap`; div H⁻¹ in x is 0. Reads back one [1 + 2d, d] tensor a step.
 */
export const buresEstimator: MirrorEstimator = { step, image };

async function step({ position, reference, score, stepSize, draw }: MirrorStep): Promise<MirrorMove> {
  const [count, dimension] = position.shape;
  const scores = score(position);
  const moments = await ensembleMoments(position, scores);
  const map = buresMap(moments.covariance, count, reference);
  const next = tidy(() => {
    const centred = sub(position, tensor2d([moments.mean])) as Tensor2D;
    const drift = add(times(scores, map.inverse), times(centred, map.ownShare));
    const noise = times(normals(count, dimension, draw), map.inverseRoot);
    return add(add(position, mul(drift, stepSize)), mul(noise, Math.sqrt(2 * stepSize))) as Tensor2D;
  });
  scores.dispose();
  return {
    position: next,
    steepness: moments.fisher.trace(),
    stiffness: (stepSize * map.inverse.mmul(moments.fisher).trace()) / (2 * dimension),
    report: {},
  };
}

/**
 * Y = ν + A(x − m). Its first two moments match the reference by construction; the excess of its fourth, E|Θ^−½(Y − ν)|⁴/(d(d + 2)) − 1 (Mardia 1970),
 * is 0 for a Gaussian law and tells how far the Bures map is from the true Brenier map.
 */
async function image({ position, reference }: MirrorState): Promise<MirrorImage> {
  const [count, dimension] = position.shape;
  const moments = await ensembleMoments(position);
  const { hessian } = buresMap(moments.covariance, count, reference);
  const precision = symmetricInverse(moments.covariance);
  const centred = tidy(() => sub(position, tensor2d([moments.mean])) as Tensor2D);
  const fourth = tidy(() => mean(square(sum(mul(times(centred, precision), centred), 1))));
  const mirrorPosition = tidy(() => add(times(centred, hessian), tensor2d([[...reference.mean]])) as Tensor2D);
  const [value] = await fourth.data();
  for (const tensor of [centred, fourth]) tensor.dispose();
  return { mirrorPosition, report: { mirrorKurtosisExcess: value! / (dimension * (dimension + 2)) - 1 } };
}

/** Rows of x times Mᵀ: every row becomes Mx. */
const times = (x: Tensor2D, matrix: Matrix): Tensor2D => matMul(x, tensor2d(matrix.to2DArray()), false, true);
