import {
  Matrix,
  type MatrixLike,
  matrixOf,
  scaledIdentity,
  symmetricFunction,
  symmetricInverse,
  symmetricSqrt,
  symmetrised,
} from '../linalg/index.ts';
import { buresHessian } from './bures.ts';
import type { Reference } from './reference.ts';

/** The law N(mean, covariance) at a time, and the Hessian A of the Brenier potential from it to the reference. */
export interface GaussianMoment {
  mean: number[];
  /** S = A⁻¹ΘA⁻¹, [d, d]. */
  covariance: Matrix;
  /** A, [d, d]. */
  hessian: Matrix;
}

/** What the flow starts from and where it goes. */
export interface GaussianFlowProblem {
  initial: { mean: readonly number[]; covariance: MatrixLike };
  /** f = ½(x − mean)ᵀ precision (x − mean). A zero precision is the entropy alone: the law spreads for ever. */
  target: { mean: readonly number[]; precision: MatrixLike };
  reference: Reference;
}

/**
 * The Wasserstein mirror flow of KL(ρ | e^{−f}) with the mirror ½W₂²(·, e^{−g}) between Gaussians, at any time t ≥ 0, in float64; matrices need
 * not commute. It is the law of the mirror McKean-Vlasov diffusion.
 *
 * A solves Ȧ = P − AΘ⁻¹A and the mean ṁ = −A⁻¹P(m − μ) (Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, section 3). With B = Θ^−½AΘ^−½ and
 * W² = Θ^−½PΘ^−½ the first is Ḃ = W² − B². E = B − W has a linear inverse equation, which gives, free of overflow for any t and any P ≥ 0,
 *   B(t) = W + e^{−Wt} E₀ (I + φE₀)⁻¹ e^{−Wt},   φ = (I − e^{−2Wt})/(2W),
 *   Θ^½(m(t) − μ) = B(t)⁻¹ e^{−Wt} (I + E₀φ)⁻¹ B₀ Θ^½(m₀ − μ).
 */
export function gaussianMirrorFlow({
  initial,
  target,
  reference,
}: GaussianFlowProblem): (time: number) => GaussianMoment {
  const { root, inverseRoot } = reference;
  const rates = symmetricSqrt(inverseRoot.mmul(matrixOf(target.precision)).mmul(inverseRoot));
  const start = symmetrised(inverseRoot.mmul(buresHessian(matrixOf(initial.covariance), reference)).mmul(inverseRoot));
  const excess = Matrix.sub(start, rates);
  const offset = Matrix.columnVector(initial.mean.map((value, i) => value - target.mean[i]!));
  const identity = scaledIdentity(reference.dimension);

  return (time) => {
    const decay = symmetricFunction(rates, (rate) => Math.exp(-rate * time));
    const phiRoot = symmetricFunction(rates, (rate) => Math.sqrt(integralOfDecay(Math.max(rate, 0), time)));
    // (I + E₀φ)⁻¹ by Woodbury: only a symmetric matrix is inverted, and t = 0 needs no special case.
    const inner = symmetricInverse(Matrix.add(identity, phiRoot.mmul(excess).mmul(phiRoot)));
    const memory = Matrix.sub(identity, excess.mmul(phiRoot).mmul(inner).mmul(phiRoot));
    const b = symmetrised(Matrix.add(rates, decay.mmul(memory).mmul(excess).mmul(decay)));
    const bInverse = symmetricInverse(b);
    const moved = inverseRoot.mmul(bInverse).mmul(decay).mmul(memory).mmul(start).mmul(root).mmul(offset);
    return {
      mean: target.mean.map((value, i) => value + moved.get(i, 0)),
      covariance: symmetrised(inverseRoot.mmul(bInverse).mmul(bInverse).mmul(inverseRoot)),
      hessian: symmetrised(root.mmul(b).mmul(root)),
    };
  };
}

/** ∫₀ᵗ e^{−2rs} ds. */
const integralOfDecay = (rate: number, time: number): number =>
  rate * time < 1e-12 ? time : -Math.expm1(-2 * rate * time) / (2 * rate);
