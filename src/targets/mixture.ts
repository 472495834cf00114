import { z } from 'zod';
import { defineTarget } from './define.ts';
import { elliptical } from './elliptical.ts';
import { components, scaleMatrices } from './mixture-parameters.ts';
import { normalisedWeights } from './parameters.ts';

/**
 * The Gaussian mixture Σ_k w_k N(m_k, S_k), normalised. The covariances are given one a component, or by one `scale` σ: S_k = σ² I.
 *
 * @throws InputError when lengths or dimensions differ, a covariance is not symmetric positive definite, or the weights are not
 * positive with the sum 1 (within 1e-6)
 */
export const mixture = defineTarget({
  type: 'mixture',
  title: 'Gaussian mixture',
  description: 'Σ w_k N(m_k, S_k) with any covariances, or one common scale',
  parameters: components('covariances', z.strictObject({})),
  build: ({ weights, means, covariances, scale }) => ({
    name: 'mixture',
    ...elliptical({ means, weights, scales: scaleMatrices(means, covariances, scale) }),
    modes: { centres: means, weights: normalisedWeights(means.length, weights) },
  }),
});
