import { createSinkhornSolver, type EntropicImage } from '../transport/index.ts';
import { type InvertedHessians, invertedHessians } from './inverted-hessians.ts';

/** The eigenvalues of H in the coordinates where the Bures map is the identity. */
const SMALLEST = 0.25;
const LARGEST = 4;
/** L1 marginal error; the sampling error of the Hessian is far above what this leaves. */
const TOLERANCE = 1e-4;
const MOST_ITERATIONS = 500;

/** Warm start: the potentials of a near problem. */
export interface SinkhornPotentials {
  f: Float64Array;
  g: Float64Array;
  self: Float64Array;
}

/** Estimates at each particle, row-major. */
export interface SinkhornHessian extends InvertedHessians {
  /** ∇u(x) − x, [n, d]. */
  displacement: Float64Array;
  potentials: SinkhornPotentials;
  iterations: number;
  converged: boolean;
}

/**
 * The debiased entropic estimate of the Brenier potential from x to y and its derivatives, at x: with T, C, κ the conditional mean, covariance and third
 * cumulant of the entropic plan (cost ½|x − y|², ε·KL),
 *   ∇u = x + T_xy − T_xx,   H = I + (C_xy − C_xx)/ε,   ∂H = (κ_xy − κ_xx)/ε²,   (div H⁻¹)_a = −H⁻¹_ak H⁻¹_ij ∂_k H_ij.
 * Meant for clouds of equal mean and covariance, where u is close to ½|x|² and the entropic bias cancels: eigenvalues of H are clipped to [¼, 4].
 *
 * @param x [n, d] @param y [m, d], row-major; O(n(n + m)) pairs, those of the cumulants in float64 on the host
 */
export async function sinkhornHessian(
  x: Float64Array,
  y: Float64Array,
  dimension: number,
  epsilon: number,
  start?: SinkhornPotentials,
): Promise<SinkhornHessian> {
  const points = { values: x, dimension };
  const solver = createSinkhornSolver({ epsilon, tolerance: TOLERANCE, maxIterations: MOST_ITERATIONS });
  const cross = await solver.solve(points, { values: y, dimension }, start);
  const self = await solver.solveSelf(points, start?.self);
  const [towards, own] = [cross, self].map(({ map }) => map(points, { thirdCumulant: true })) as [
    EntropicImage,
    EntropicImage,
  ];
  return {
    displacement: difference(towards.image, own.image),
    ...invertedHessians(
      difference(towards.jacobian, own.jacobian).map((entry, at) => entry + (isDiagonal(at, dimension) ? 1 : 0)),
      difference(towards.thirdCumulant!, own.thirdCumulant!),
      dimension,
      [SMALLEST, LARGEST],
    ),
    potentials: { f: cross.f, g: cross.g, self: self.f },
    iterations: cross.iterations + self.iterations,
    converged: cross.converged && self.converged,
  };
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]!);

const isDiagonal = (at: number, d: number): boolean => (at % (d * d)) % (d + 1) === 0;
