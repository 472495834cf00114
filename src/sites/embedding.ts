import { dot, plus } from '../linalg/index.ts';
import type { SiteKernel } from './kernel.ts';
import type { SiteLaw } from './law.ts';

/** b = Ga = exp(−f_μμ/ε) at the sites, [n]: the element of the RKHS of G that stands for a law. */
export const embeddingOf = async (kernel: SiteKernel, law: SiteLaw): Promise<Float64Array> =>
  kernel.apply(law.coefficients);

/** ⟨b₁, b₂⟩ = a₁ᵀGa₂, in [0, 1]. */
export const innerProduct = async (kernel: SiteKernel, first: SiteLaw, second: SiteLaw): Promise<number> =>
  dot(first.coefficients, await kernel.apply(second.coefficients));

/** |b₁ − b₂| in the RKHS, from the difference of the coefficients: 2 − 2⟨b₁, b₂⟩ would lose what laws close to each other differ by. */
export async function embeddingDistance(kernel: SiteKernel, first: SiteLaw, second: SiteLaw): Promise<number> {
  const difference = plus(first.coefficients, -1, second.coefficients);
  return Math.sqrt(Math.max(0, dot(difference, await kernel.apply(difference))));
}
