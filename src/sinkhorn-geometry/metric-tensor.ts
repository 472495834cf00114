import { dot, plus } from '../linalg/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { applyH, applyK } from './operators.ts';
import { over, pointOf, times } from './point.ts';
import { solveSquare } from './solve.ts';
import { checkVelocity } from './tangent.ts';

/**
 * The metric tensor of the Sinkhorn divergence, g_μ(σ, ν) = (ε/2)⟨ν, (I − K_μ²)⁻¹ H_μσ⟩, in units of the cost |x − y|² over time²:
 * S_ε(μ, μ + tσ) = t² g_μ(σ, σ) + O(t³), and a Dirac that moves horizontally at the speed v has g = v².
 *
 * Sites need no mass: σ ≥ 0 off the support of μ is mass that appears there (vertical motion, teleportation), and g is finite. It is about
 * exp(r²/ε) times dearer at a distance r than next to the support.
 *
 * Solves (I − K² + 1μᵀ)φ = Hσ in L²(μ) by conjugate gradients through the kernel; I − K² alone is singular on constants.
 * Source: Lavenant et al. 2024 (arXiv 2405.04987), theorem on the Hessian of S_ε.
 *
 * @param sigma a velocity of masses, [n], sum 0 @param nu another one; default: the same
 * @throws InputError when a velocity does not sum to 0, or takes mass where there is none, or ε is too small for the sites
 * @throws RunError when parts of the law are too far apart for float64
 */
export async function metricTensor(
  kernel: SiteKernel,
  law: SiteLaw,
  sigma: Float64Array,
  nu: Float64Array = sigma,
): Promise<number> {
  checkVelocity(kernel, law, sigma, 'sigma');
  if (nu !== sigma) checkVelocity(kernel, law, nu, 'nu');
  const point = await pointOf(kernel, law);
  const right = await applyH(point, sigma);
  const solution = await solveSquare(point, times(point.root, right));
  // aφ = √(a/b) y is known on the support; φ = Hσ + K²φ extends φ to all sites.
  const smooth = over(await kernel.apply(times(point.ratio, solution)), point.embedding);
  const phi = plus(right, 1, await applyK(point, smooth));
  return (kernel.epsilon / 2) * dot(nu, phi);
}
