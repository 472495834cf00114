import { type Matrix, symmetricEigen, symmetricInverse, symmetricSqrt, symmetrised } from '../linalg/index.ts';
import type { Reference } from './reference.ts';

/** The Brenier map ν + A(x − m) from N(m, S) to the reference, and what one step of the diffusion needs of it; all [d, d], float64. */
export interface BuresMap {
  /** A = H, with ASA = Θ. */
  hessian: Matrix;
  /** K = H⁻¹: the preconditioner. */
  inverse: Matrix;
  /** L with LLᵀ = K: the noise is √(2h) Lξ. */
  inverseRoot: Matrix;
  /** C: the divergence of K with respect to a particle's own share in S, over count − 1, is C(x − m). */
  ownShare: Matrix;
}

/** A = S^−½(S^½ΘS^½)^½S^−½ for a positive definite S, [d, d]. @throws RangeError when S is not */
export function buresHessian(covariance: Matrix, { root }: Reference): Matrix {
  const transport = symmetricInverse(symmetricSqrt(root.mmul(covariance).mmul(root)));
  return symmetrised(root.mmul(transport).mmul(root));
}

/**
 * The Bures map of an ensemble of `count` particles with the sample covariance S (divisor count − 1).
 *
 * In the coordinates z = Θ^½x everything is a function of M = Θ^½SΘ^½ = V diag(r²) Vᵀ: K is there M^½. Since S contains every particle, K depends on x_i
 * itself, and the law of finitely many particles leaves e^{−f} alone only with the drift ∇_{x_i}·K(S). With dM^½ from the Sylvester equation it is
 * V diag(c) Vᵀ(z_i − m), c_a = (1/(2r_a) + Σ_b 1/(r_a + r_b))/(count − 1): the term that Nüsken & Reich (2019, arXiv 1908.10890)
 * found for the ensemble Kalman sampler. It is O(1/count) and makes a product of e^{−f} invariant for any number of particles > d + 1.
 *
 * @throws RangeError when the ensemble does not span R^d
 */
export function buresMap(covariance: Matrix, count: number, { root, inverseRoot }: Reference): BuresMap {
  const { values, vectors } = symmetricEigen(root.mmul(covariance).mmul(root));
  const smallest = values[0]!;
  if (!(smallest > 0))
    throw new RangeError(`the ensemble lies in a hyperplane: its covariance has the eigenvalue ${smallest}`);
  const r = values.map(Math.sqrt);
  const of = (diagonal: number[]): Matrix => vectors.clone().mulRowVector(diagonal).mmul(vectors.transpose());
  const shares = r.map((a) => (0.5 / a + r.reduce((sum, b) => sum + 1 / (a + b), 0)) / (count - 1));
  return {
    hessian: symmetrised(root.mmul(of(r.map((value) => 1 / value))).mmul(root)),
    inverse: symmetrised(inverseRoot.mmul(of(r)).mmul(inverseRoot)),
    inverseRoot: inverseRoot.mmul(of(r.map(Math.sqrt))),
    ownShare: inverseRoot.mmul(of(shares)).mmul(root),
  };
}
