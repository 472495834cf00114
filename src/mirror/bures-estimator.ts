import { add, matMul, mul, sub, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Matrix } from '../linalg/index.ts';
import { normals } from '../tensor/index.ts';
import { type BuresMap, buresMap } from './bures.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import { ensembleMoments } from './moments.ts';
import { affineRows } from './rows.ts';
import { scoreTerms } from './score-drift.ts';

/**
 * The Brenier map between the Gaussians of the same moments: exact for Gaussian laws, a preconditioned Langevin diffusion with the
 * stationary law e^{−f} for any target. Euler-Maruyama, weak order 1:
 *   x ← x − h[K∇f − C(x − m)] + √(2h) Lξ
 * with K, C, L of `buresMap`; div H⁻¹ in x is 0. Reads back one [1 + 2d, d] tensor a step. Of a reference it knows mean and covariance only.
 */
export const buresEstimator: MirrorEstimator = { step, image };

async function step({ position, reference: law, score, stepSize, draw, drift: form }: MirrorStep): Promise<MirrorMove> {
  const [count, dimension] = position.shape;
  const reference = law.gaussian;
  const scores = score(position);
  const moments = await ensembleMoments(position, scores);
  const map = buresMap(moments.covariance, count, reference);
  const correction = form === 'score' ? await correctionOf(position, law, moments.mean, map) : undefined;
  const next = tidy(() => {
    const centred = sub(position, tensor2d([moments.mean])) as Tensor2D;
    const force = add(times(scores, map.inverse), times(centred, map.ownShare));
    const drift = correction ? add(force, tensor2d(Float32Array.from(correction), [count, dimension])) : force;
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

/** Y = ν + A(x − m): its first two moments match the reference by construction. */
async function image({ position, reference: { gaussian } }: MirrorState): Promise<MirrorImage> {
  const moments = await ensembleMoments(position);
  const { hessian } = buresMap(moments.covariance, position.shape[0], gaussian);
  const mirrorPosition = tidy(() => {
    const centred = sub(position, tensor2d([moments.mean])) as Tensor2D;
    return add(times(centred, hessian), tensor2d([[...gaussian.mean]])) as Tensor2D;
  });
  return { mirrorPosition, report: {} };
}

/** −K∇log ρ − ∇g(∇u), [n, d]: 0 but for noise where law and reference are Gaussian. */
async function correctionOf(
  position: Tensor2D,
  reference: ReferenceLaw,
  mean: readonly number[],
  { hessian, inverse }: BuresMap,
): Promise<Float64Array> {
  const x = Float64Array.from(await position.data());
  const terms = await scoreTerms(x, affineRows(x, hessian, mean, reference.gaussian.mean), reference);
  const pushed = affineRows(terms.own, inverse);
  return terms.mirrored.map((value, at) => value - pushed[at]!);
}

/** Rows of x times Mᵀ: every row becomes Mx. */
const times = (x: Tensor2D, matrix: Matrix): Tensor2D => matMul(x, tensor2d(matrix.to2DArray()), false, true);
