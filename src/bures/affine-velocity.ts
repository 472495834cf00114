import { Matrix, scaledIdentity, symmetrised } from '../linalg/index.ts';
import type { Problem } from './quadratic-energy.ts';
import { gradientMatrix, innerProduct } from './value.ts';

/** How JKO-Flow is written: the gradient flow of J^η itself, or its Padé form. */
export type JkoFlowForm = 'plain' | 'pade';

/** The rate at which JKO-Flow takes a point to the minimum of a quadratic potential with the eigenvalue `rate`. */
export const dampedRate = (rate: number, stepSize: number, form: JkoFlowForm): number =>
  form === 'plain' ? rate * (1 - 0.5 * stepSize * rate) : rate / (1 + 0.5 * stepSize * rate);

/**
 * The symmetric matrix B of the velocity B(x − mean) + … of JKO-Flow at a Gaussian law, [d, d], for T > 0.
 *
 * `plain` is the gradient flow of J^η: B = −G + (η/2)(A² − T²Σ⁻²) with A = L + kI and G = A − TΣ⁻¹.
 *
 * `pade` solves (I + (η/2)H)v = −∇δJ/δρ, with H the Hessian of J on the space of Gaussians (with the metric of W₂), whose tangent vectors are
 * the fields v = B(x − mean) + b with a symmetric B: ⟨Hv, v⟩ = ∫ v·Lv dρ + ½k∫∫ |v(x) − v(y)|² dρ dρ + T∫ |∇v|² dρ
 * = bᵀLb + tr(BABΣ) + T tr B². Tested against every symmetric matrix this is KBΣ + ΣBK + ηTB = −(GΣ + ΣG) with K = I + (η/2)A, which has exactly one solution for every η. In one dimension, and
 * wherever A and Σ commute, it is what the Padé form of the particles comes to.
 *
 * @throws InputError when Σ is singular
 */
export function affineVelocity(problem: Problem, stepSize: number, form: JkoFlowForm): Matrix {
  const { covariance, confinement, temperature } = problem;
  const gradient = gradientMatrix(problem);
  if (form === 'plain') {
    const hot = Matrix.sub(confinement, gradient);
    const bias = confinement.mmul(confinement).sub(hot.mmul(hot));
    return symmetrised(bias.mul(0.5 * stepSize).sub(gradient));
  }
  const k = Matrix.add(scaledIdentity(covariance.rows), Matrix.mul(confinement, 0.5 * stepSize));
  const side = symmetrised(gradient.mmul(covariance)).mul(-1);
  return conjugateGradients(
    (b) => symmetrised(k.mmul(b).mmul(covariance)).add(Matrix.mul(b, 0.5 * stepSize * temperature)),
    side,
  );
}

/** The residual that counts as rounding. */
const ROUNDING = 1e-15;

/** Solve A(X) = side for a positive definite A on symmetric matrices, d(d + 1)/2 unknowns, with the inner product tr XY. */
function conjugateGradients(apply: (x: Matrix) => Matrix, side: Matrix): Matrix {
  const { rows } = side;
  const x = Matrix.zeros(rows, rows);
  let residual = side;
  let direction = side;
  let squared = innerProduct(residual, residual);
  const enough = squared * ROUNDING * ROUNDING;
  // Rounding makes exactness take longer than the number of unknowns.
  for (let i = 0; i < rows * (rows + 1) && squared > enough; i++) {
    const image = apply(direction);
    const length = squared / innerProduct(direction, image);
    x.add(Matrix.mul(direction, length));
    residual = Matrix.sub(residual, image.mul(length));
    const next = innerProduct(residual, residual);
    direction = Matrix.add(residual, Matrix.mul(direction, next / squared));
    squared = next;
  }
  return x;
}
