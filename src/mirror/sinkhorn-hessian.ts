import { Matrix, symmetricEigen } from '../linalg/index.ts';
import { createSinkhornSolver, type EntropicImage } from '../transport/index.ts';

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
export interface SinkhornHessian {
  /** ∇u(x) − x, [n, d]. */
  displacement: Float64Array;
  /** H⁻¹ and its symmetric root, [n, d, d]. */
  inverse: Float64Array;
  inverseRoot: Float64Array;
  /** div H⁻¹, [n, d]; 0 where an eigenvalue was clipped. */
  divergence: Float64Array;
  /** Share of the particles where one was. */
  clipped: number;
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
    ...inverted(
      difference(towards.jacobian, own.jacobian),
      difference(towards.thirdCumulant!, own.thirdCumulant!),
      dimension,
    ),
    potentials: { f: cross.f, g: cross.g, self: self.f },
    iterations: cross.iterations + self.iterations,
    converged: cross.converged && self.converged,
  };
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]!);

/** @param excess H − I, [n, d, d] @param third ∂H, [n, d, d, d] */
function inverted(
  excess: Float64Array,
  third: Float64Array,
  d: number,
): Pick<SinkhornHessian, 'inverse' | 'inverseRoot' | 'divergence' | 'clipped'> {
  const count = excess.length / (d * d);
  const inverse = new Float64Array(excess.length);
  const inverseRoot = new Float64Array(excess.length);
  const divergence = new Float64Array(count * d);
  let clipped = 0;
  for (let i = 0; i < count; i++) {
    const hessian = Matrix.from1DArray(d, d, [...excess.subarray(i * d * d, (i + 1) * d * d)]).add(Matrix.eye(d));
    const { values, vectors } = symmetricEigen(hessian);
    const bounded = values.map((value) => Math.min(LARGEST, Math.max(SMALLEST, value)));
    const power = (exponent: number): number[] =>
      vectors
        .clone()
        .mulRowVector(bounded.map((value) => value ** exponent))
        .mmul(vectors.transpose())
        .to1DArray();
    const own = power(-1);
    inverse.set(own, i * d * d);
    inverseRoot.set(power(-0.5), i * d * d);
    if (values.some((value, k) => value !== bounded[k])) clipped += 1 / count;
    else divergence.set(divergenceOf(own, third.subarray(i * d ** 3, (i + 1) * d ** 3), d), i * d);
  }
  return { inverse, inverseRoot, divergence, clipped };
}

/** −K ∇log det H with (∇log det H)_k = K_ij ∂_k H_ij. */
function divergenceOf(inverse: number[], third: Float64Array, d: number): number[] {
  const gradient = new Array<number>(d).fill(0);
  for (let at = 0; at < d * d; at++) {
    for (let k = 0; k < d; k++) gradient[k]! += inverse[at]! * third[at * d + k]!;
  }
  return gradient.map((_, a) => -gradient.reduce((sum, value, k) => sum + inverse[a * d + k]! * value, 0));
}
