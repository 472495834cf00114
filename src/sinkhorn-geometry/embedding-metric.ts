import { InputError } from '../errors.ts';
import { dot, norm, plus } from '../linalg/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { applyH } from './operators.ts';
import { type Point, pointOf, times } from './point.ts';
import { connected, solveLaplacian, solveSum } from './solve.ts';
import { checkNumbers, checkVelocity } from './tangent.ts';

/**
 * How fast the coefficients of a law move when its masses move with the velocity σ: ḃ/b = (I + K)⁻¹Hσ, and ȧ = (σ − aḃ)/b, so that Gȧ = ḃ
 * without an inverse of G.
 *
 * @returns ȧ, [n] @throws InputError as `metricTensor`
 */
export async function coefficientVelocity(
  kernel: SiteKernel,
  law: SiteLaw,
  sigma: Float64Array,
): Promise<Float64Array> {
  checkVelocity(kernel, law, sigma, 'sigma');
  const point = await pointOf(kernel, law);
  const { embedding, coefficients } = point;
  const right = await applyH(point, sigma);
  const solution = await solveSum(point, times(point.root, right));
  // β = Hσ − Kβ extends β from the support to all sites.
  const smooth = await kernel.apply(times(point.ratio, solution));
  return sigma.map((value, i) => (value - coefficients[i]! * (right[i]! * embedding[i]! - smooth[i]!)) / embedding[i]!);
}

/** How fast the masses move when the coefficients do: μ̇ = ȧ⊙b + a⊙Gȧ, [n]. */
export async function massVelocity(
  kernel: SiteKernel,
  { coefficients }: SiteLaw,
  velocity: Float64Array,
): Promise<Float64Array> {
  checkNumbers(kernel, velocity, 'velocity');
  const embedding = await kernel.apply(coefficients);
  return plus(times(velocity, embedding), 1, times(coefficients, await kernel.apply(velocity)));
}

/**
 * The metric tensor in the b-variable: with β = ḃ/b,
 *
 * g = (ε/2) ( ⟨ḃ₁, ḃ₂⟩_H + 2 ⟨β₁, (I − K_μ)⁻¹ β₂⟩_{L²(μ)} ).
 *
 * It follows from ḃ/b = (I + K)⁻¹Hμ̇ and H⁻¹K = diag(μ). The second term is ≥ 2|β|², so g ≥ (ε/2)|ḃ|²: the embedding stretches no curve by
 * more than √(2/ε). The velocities are those of the coefficients, ḃ = Gȧ: G is not inverted.
 *
 * @param first ȧ, [n], with ⟨b, Gȧ⟩ = 0: b stays on the unit sphere @param second default: the same
 * @throws InputError when a velocity leaves the sphere, or ε is too small for the sites
 * @throws RunError when parts of the law are too far apart for float64
 */
export async function embeddingMetricTensor(
  kernel: SiteKernel,
  law: SiteLaw,
  first: Float64Array,
  second: Float64Array = first,
): Promise<number> {
  const point = await pointOf(kernel, law);
  const one = await imageOf(point, first, 'first');
  const two = second === first ? one : await imageOf(point, second, 'second');
  const solution = connected(await solveLaplacian(point, times(point.ratio, one)), kernel);
  return (kernel.epsilon / 2) * (dot(first, two) + 2 * dot(times(point.ratio, two), solution));
}

/** Of |a||Gȧ|: what rounding leaves of an inner product that is zero. */
const ROUNDING = 1e-9;

async function imageOf({ kernel, coefficients }: Point, velocity: Float64Array, field: string): Promise<Float64Array> {
  checkNumbers(kernel, velocity, field);
  const image = await kernel.apply(velocity);
  const radial = dot(coefficients, image);
  const rounding = Math.max(ROUNDING, 16 * kernel.precision);
  if (Math.abs(radial) <= rounding * norm(coefficients) * norm(image)) return image;
  throw new InputError(
    `${field}: must be tangent to the unit sphere, where a law's mass is 1; got ⟨b, Gȧ⟩ = ${radial}`,
  );
}
