import { z } from 'zod';
import { concentricRings } from './concentric-rings.ts';
import { defineTarget } from './define.ts';
import { normalisedWeights, positive, weights } from './parameters.ts';

/**
 * Concentric rings in the plane: density ∝ Σ_k w_k exp(−(|x| − r_k)²/2σ²); log density exactly the logarithm of that sum, not normalised. The weights
 * w_k are heights, equal by default; the mass of a ring grows with its radius, to w_k(2π)^{3/2} r_k σ where it does not reach the origin. With the
 * default radii 1, 2, 3, 4 and σ = 0.15 the rings are 6.7 deviations apart.
 *
 * Normaliser and moments in closed form: radial moments by parts, from the normal distribution function. Samples draw the ring, the distance from
 * the origin by its inverse distribution function, and a uniform angle.
 */
export const rings = defineTarget({
  type: 'rings',
  title: 'Rings',
  description: 'concentric rings in the plane, with deep valleys between them',
  parameters: z
    .strictObject({
      radii: z.array(z.number().min(0)).min(1).default([1, 2, 3, 4]).describe('r, one a ring'),
      deviation: positive.default(0.15).describe('σ, across a ring'),
      weights: weights.optional().describe('heights of the rings, default equal'),
    })
    .superRefine(({ radii, weights: heights }, context) => {
      if (heights && heights.length !== radii.length)
        context.addIssue({
          code: 'custom',
          path: ['weights'],
          message: `must have one weight for each of the ${radii.length} radii, got ${heights.length}`,
        });
    }),
  build: ({ radii, deviation, weights: heights }) =>
    concentricRings('rings', { radii, deviation, heights: normalisedWeights(radii.length, heights) }),
});
