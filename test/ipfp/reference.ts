import { ipfp } from '../transport/reference.ts';

/**
 * Values from an independent implementation of the recursion (numpy) for Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421. e^{−f} = N(μ, Σ), e^{−g} = N(0, Θ),
 * ρ₀ = N(m₀, S₀).
 */
export const plane = {
  initial: { mean: ipfp.startMean, covariance: ipfp.startCovariance },
  target: ipfp.first,
  reference: ipfp.second,
  epsilon: ipfp.epsilon,
  /** Of the X-marginal after 5 steps from φ₀. */
  steps: ipfp.steps,
  mean: ipfp.mean,
  covariance: ipfp.covariance,
};

/** m₀ = .8, μ = −.4, σ₀ = 1, s = 1.5, θ = .7; all at t = 1. */
export const line = {
  initial: { mean: [0.8], covariance: [[1]] },
  target: { mean: [-0.4], covariance: [[2.25]] },
  reference: { mean: [0], covariance: [[0.49]] },
};

/** W₂ of the law to the mirror flow at ε = .05, the fitted order over ε = .05 … .00625, and W₂ at ε = .1, .05, .025, .0125, .00625 to 3 digits. */
export const errors = [
  {
    initialisation: 'plain',
    distance: 0.009902723711940602,
    order: 1.0116675060174574,
    table: [2.04e-2, 9.9e-3, 4.88e-3, 2.42e-3, 1.21e-3],
  },
  {
    initialisation: 'slides',
    distance: 0.013757083434414858,
    order: 1.0315632506904435,
    table: [2.97e-2, 1.38e-2, 6.62e-3, 3.25e-3, 1.61e-3],
  },
  {
    initialisation: 'half-log',
    distance: 0.00020072954630115565,
    order: 2.0270683945889516,
    table: [8.57e-4, 2.01e-4, 4.86e-5, 1.195e-5, 2.96e-6],
  },
] as const;

/** lim (1/ε)(φ^ε_{t/ε} − φ_t)″ = ½f″ − 1/σ_t² for the initialisation of the slides; at ε = .001 it is −.278421. */
export const firstOrder = { limit: -0.27844754184686993, atOneThousandth: -0.278421 };
