import { dot } from '../linalg/index.ts';
import type { SiteKernel } from './kernel.ts';

/**
 * A probability measure μ on sites and the element b = exp(−f_μμ/ε) of the RKHS of G that stands for it, f_μμ its self-potential:
 * b = Ga, μ = a ⊙ b, ⟨b₁, b₂⟩ = a₁ᵀGa₂, and |b|² = aᵀGa = Σμ = 1 (Lavenant et al. 2024, arXiv 2405.04987).
 */
export interface SiteLaw {
  /** μ, [n], ≥ 0, sum 1. */
  readonly masses: Float64Array;
  /** a, [n], ≥ 0: zero where μ is. */
  readonly coefficients: Float64Array;
}

const TOLERANCE = 1e-14;
const MOST_ITERATIONS = 10_000;

/** The law of masses ≥ 0, which are normalised: a ← √(a μ/(Ga)) until it stands still. */
export async function lawOfMasses(kernel: SiteKernel, masses: Float64Array): Promise<SiteLaw> {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const normalised = masses.map((mass) => mass / total);
  let coefficients = normalised.slice();
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const image = await kernel.apply(coefficients);
    let change = 0;
    const next = coefficients.map((a, i) => {
      const mass = normalised[i]!;
      if (mass === 0) return 0;
      change += Math.abs(mass - a * image[i]!);
      return Math.sqrt((a * mass) / image[i]!);
    });
    coefficients = next;
    if (change < TOLERANCE) break;
  }
  return { masses: normalised, coefficients };
}

/** The law of coefficients ≥ 0, scaled to mass 1. */
export async function lawOfCoefficients(kernel: SiteKernel, coefficients: Float64Array): Promise<SiteLaw> {
  const image = await kernel.apply(coefficients);
  const scale = 1 / Math.sqrt(dot(coefficients, image));
  return {
    masses: coefficients.map((a, i) => a * image[i]! * scale * scale),
    coefficients: coefficients.map((a) => a * scale),
  };
}
