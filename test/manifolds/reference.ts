/*
 * Reference values in float64, computed independently: "Implicit bias of the JKO scheme" (arXiv 2511.14827), the proximal point scheme as the JKO
 * scheme of Dirac masses.
 */

/** V = ½x·Ax from x₀ with A = diag(1, 3), η = 0.1, ten steps: (I + ηA)^{−10}x₀ and e^{−t(A − (η/2)A²)}x₀. */
export const quadratic = {
  eigenvalues: [1, 3],
  start: [1, 1],
  stepSize: 0.1,
  steps: 10,
  proximalPoint: [0.3855432894295314, 0.0725381502864057],
  modifiedFlow: [0.38674102345450123, 0.07808166600115317],
} as const;

/** V = −κ cos θ on the sphere, from the angle θ₀ to the pole, η = 0.1, ten steps. */
export const cap = {
  theta: 2.5,
  kappa: 1,
  stepSize: 0.1,
  steps: 10,
  /** θ⁺ + ηκ sin θ⁺ = θ */
  proximalPoint: 1.6473694879158869,
  /** 2 atan(tan(θ₀/2)e^{−κt}) */
  gradientFlow: 1.672418069322691,
  /** θ′ = −κ sin θ (1 − (η/2)κ cos θ) */
  modifiedFlow: 1.6477247499279706,
} as const;
