import { z } from 'zod';
import { defineTarget } from './define.ts';
import { elliptical } from './elliptical.ts';
import { components, scaleMatrices } from './mixture-parameters.ts';
import { normalisedWeights } from './parameters.ts';

/**
 * The mixture Σ_k w_k t_ν(m_k, S_k) of multivariate Student distributions, normalised:
 * t_ν(x; m, S) ∝ (1 + (x − m)ᵀS⁻¹(x − m)/ν)^{−(ν + d)/2}. S is the scale matrix; the covariance of a component is ν/(ν − 2) S for ν > 2.
 * For ν ≤ 2 there are no `moments`, for ν ≤ 4 no `squares`. The scale matrices are given one a component, or by one `scale` s: S_k = s² I.
 *
 * @throws InputError as `mixture`
 */
export const studentMixture = defineTarget({
  type: 'student-mixture',
  title: 'Student mixture',
  description: 'Σ w_k t_ν(m_k, S_k): heavy tails and modes',
  parameters: components(
    'scaleMatrices',
    z.strictObject({
      degreesOfFreedom: z.int().min(1).max(100).default(5).describe('ν'),
    }),
  ),
  build: (parameters) => {
    const { means, weights, scaleMatrices: matrices, scale, degreesOfFreedom } = parameters;
    return {
      name: 'student mixture',
      ...elliptical({ means, weights, degreesOfFreedom, scales: scaleMatrices(means, matrices, scale) }),
      modes: { centres: means, weights: normalisedWeights(means.length, weights) },
    };
  },
});
