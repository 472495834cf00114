import { InputError } from '../errors.ts';
import { Matrix, type MatrixLike, symmetricInverse, symmetrised } from '../linalg/index.ts';
import type { GaussianMeasure } from './gaussian.ts';
import { requireSymmetric } from './symmetric-input.ts';

/** φ(x) = ½ x·A x + b·x, up to a constant. */
export interface QuadraticPotential {
  matrix: MatrixLike;
  vector: readonly number[];
}

/** The state after k steps: the potential, and the law of the first marginal of the plan between its steps k − 1 and k. */
export interface IpfpGaussianStep {
  potential: { matrix: number[][]; vector: number[] };
  mean: number[];
  covariance: number[][];
}

/**
 * Iterative proportional fitting (Sinkhorn) between e^{−f} = N(μ, Σ) and e^{−g} = N(ν, Θ), cost ½|x − y|², exactly: from the potential ½x·Ax + b·x,
 * with P = Σ⁻¹ and Q = Θ⁻¹, one step is B = (A + εP)⁻¹, c = B(εPμ − b), A⁺ = (B + εQ)⁻¹, b⁺ = A⁺(εQν − c), and the first marginal has
 * precision K = P − (A⁺ − A)/ε and mean K⁻¹(Pμ + (b⁺ − b)/ε). On the time scale t = kε it follows the mirror flow of KL(· | e^{−f})
 * (Deb, Kim, Pal & Schiebinger 2023).
 *
 * @returns the state after each of the `steps` steps
 * @throws InputError for ε ≤ 0 or matrices that do not fit
 */
export function ipfpGaussian(
  first: GaussianMeasure,
  second: GaussianMeasure,
  options: { epsilon: number; steps: number; start: QuadraticPotential },
): IpfpGaussianStep[] {
  const { epsilon, steps, start } = options;
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon is ${epsilon}, but must be a positive number`);
  }
  if (!(Number.isInteger(steps) && steps >= 0)) throw new InputError(`steps is ${steps}, but must be an integer >= 0`);
  const precisionX = symmetricInverse(requireSymmetric(first.covariance, 'first.covariance'));
  const precisionY = symmetricInverse(requireSymmetric(second.covariance, 'second.covariance'));
  const pullX = precisionX.mmul(column(first.mean));
  const pullY = precisionY.mmul(column(second.mean));
  let a = requireSymmetric(start.matrix, 'start.matrix');
  let b = column(start.vector);
  if ([first.mean.length, second.mean.length, precisionY.rows, a.rows, b.rows].some((d) => d !== precisionX.rows)) {
    throw new InputError('the means, covariances and start of ipfpGaussian must have one dimension');
  }
  const path: IpfpGaussianStep[] = [];
  for (let k = 0; k < steps; k++) {
    const conjugate = symmetricInverse(Matrix.add(a, Matrix.mul(precisionX, epsilon)));
    const c = conjugate.mmul(Matrix.sub(Matrix.mul(pullX, epsilon), b));
    const nextA = symmetricInverse(Matrix.add(conjugate, Matrix.mul(precisionY, epsilon)));
    const nextB = nextA.mmul(Matrix.sub(Matrix.mul(pullY, epsilon), c));
    const covariance = symmetricInverse(Matrix.sub(precisionX, Matrix.sub(nextA, a).mul(1 / epsilon)));
    const mean = covariance.mmul(Matrix.add(pullX, Matrix.sub(nextB, b).mul(1 / epsilon)));
    a = symmetrised(nextA);
    b = nextB;
    path.push({
      potential: { matrix: a.to2DArray(), vector: b.to1DArray() },
      mean: mean.to1DArray(),
      covariance: covariance.to2DArray(),
    });
  }
  return path;
}

const column = (values: readonly number[]): Matrix => Matrix.columnVector(values as number[]);
