import { InputError } from '../errors.ts';
import { dot, plus } from '../linalg/index.ts';
import { embeddingDistance, type SiteKernel, type SiteLaw } from '../sites/index.ts';

/**
 * The angle arccos⟨b₁, b₂⟩ between two laws on the unit sphere of H_c, in [0, π/2]; by the chord, so that small angles are exact too. Between the Diracs
 * of two sites it is arccos exp(−|x − y|²/ε), and along a Sinkhorn potential flow between two sites it grows at a constant rate.
 */
export const rotationAngle = (kernel: SiteKernel, first: SiteLaw, second: SiteLaw): Promise<number> =>
  angleBetween(kernel, first.coefficients, second.coefficients);

/** The same of laws given by their coefficients. */
export async function angleBetween(kernel: SiteKernel, first: Float64Array, second: Float64Array): Promise<number> {
  const difference = plus(first, -1, second);
  const squared = Math.max(0, dot(difference, await kernel.apply(difference)));
  return 2 * Math.asin(Math.min(1, Math.sqrt(squared) / 2));
}

/**
 * |b₁ − b₂| in H_c of two flows of laws, one number a time. Along two Sinkhorn potential flows of one potential it never grows (arXiv 2511.14278).
 *
 * @param first, second as many laws each
 */
export function embeddingDistances(
  kernel: SiteKernel,
  first: readonly SiteLaw[],
  second: readonly SiteLaw[],
): Promise<number[]> {
  if (first.length !== second.length) {
    throw new InputError(`second: must have as many laws as first, ${first.length}, got ${second.length}`);
  }
  return Promise.all(first.map((law, at) => embeddingDistance(kernel, law, second[at]!)));
}
