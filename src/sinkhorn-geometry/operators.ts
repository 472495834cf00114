import { InputError } from '../errors.ts';
import type { Matrix } from '../linalg/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { over, type Point, pointOf, times } from './point.ts';

/** The operators of a law μ with the kernel k_μ(x, y) = exp((f(x) + f(y) − c(x, y))/ε), f = f_μμ. */
export interface LawOperators {
  /** K_μφ = ∫ k_μ(·, y) φ(y) dμ(y), [n]: self-adjoint in L²(μ), K1 = 1, eigenvalues in [0, 1]. */
  applyK(phi: Float64Array): Promise<Float64Array>;
  /** H_μσ = ∫ k_μ(·, y) dσ(y), [n]; σ may lie off the support of μ. */
  applyH(sigma: Float64Array): Promise<Float64Array>;
}

/** k_μ, K_μ and H_μ as matrices [n, n]. H is k itself, and K = k diag(μ). */
export interface LawMatrices {
  readonly k: Matrix;
  readonly K: Matrix;
  readonly H: Matrix;
}

/** The largest matrix, in entries, that is written out: 32 MB. */
const MOST_ENTRIES = 4_000_000;

/**
 * f_μμ, [n], the potential of the entropic transport from μ to itself, in units of the cost |x − y|². At sites without mass it is the canonical
 * extension f(x) = −ε log ∫ exp((f(y) − c(x, y))/ε) dμ(y). Summed in logarithms: no ε is too small for it.
 */
export async function selfPotential(kernel: SiteKernel, { coefficients }: SiteLaw): Promise<Float64Array> {
  const logs = await kernel.logApply(coefficients.map((a) => Math.log(a)));
  return logs.map((value) => 0 - kernel.epsilon * value);
}

/**
 * K_μ and H_μ, applied through the kernel, so at any size. Source: Lavenant et al. 2024 (arXiv 2405.04987), section 3.
 * @throws InputError when ε is so small that exp(−|x − y|²/ε) vanishes between the law and a site
 */
export async function operatorsOf(kernel: SiteKernel, law: SiteLaw): Promise<LawOperators> {
  const point = await pointOf(kernel, law);
  return { applyK: (phi) => applyK(point, phi), applyH: (sigma) => applyH(point, sigma) };
}

/** The same written out. @throws InputError above 2000 sites, or as `operatorsOf` */
export async function operatorMatrices(kernel: SiteKernel, law: SiteLaw): Promise<LawMatrices> {
  const { count } = kernel;
  if (count * count > MOST_ENTRIES) {
    throw new InputError(
      `sites: must be at most ${Math.sqrt(MOST_ENTRIES)} to write matrices out, got ${count}: use operatorsOf`,
    );
  }
  const { embedding, coefficients } = await pointOf(kernel, law);
  const everywhere = Int32Array.from({ length: count }, (_, i) => i);
  const inverse = [...embedding].map((b) => 1 / b);
  const k = kernel.block(everywhere, everywhere).mulColumnVector(inverse).mulRowVector(inverse);
  const masses = [...times(coefficients, embedding)];
  return { k, H: k, K: k.clone().mulRowVector(masses) };
}

/** K = B⁻¹GA. */
export async function applyK({ kernel, coefficients, embedding }: Point, phi: Float64Array): Promise<Float64Array> {
  return over(await kernel.apply(times(coefficients, phi)), embedding);
}

/** H = B⁻¹GB⁻¹. */
export async function applyH({ kernel, embedding }: Point, sigma: Float64Array): Promise<Float64Array> {
  return over(await kernel.apply(over(sigma, embedding)), embedding);
}
