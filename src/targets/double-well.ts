import { z } from 'zod';
import { defineTarget } from './define.ts';
import { dimension, positive } from './parameters.ts';
import { quarticWell } from './quartic-well.ts';

/**
 * V(x) = Σ_k a x_k⁴/4 − b x_k²/2 − c x_k, density ∝ e^{−V}; log density exactly −V, not normalised. For c = 0 the wells of a coordinate lie
 * at ±√(b/a) and the barrier between them is b²/4a high. Moments by quadrature, samples by the inverse distribution function.
 */
export const doubleWell = defineTarget({
  type: 'double-well',
  title: 'Double well',
  description: 'V = a x⁴/4 − b x²/2 − c x in each coordinate: two modes with a barrier b²/4a',
  parameters: z.strictObject({
    dimension: dimension.default(1),
    a: positive.default(1).describe('coefficient of x⁴/4'),
    b: z.number().default(1).describe('coefficient of −x²/2'),
    c: z.number().default(0).describe('tilt: coefficient of −x'),
  }),
  build: ({ dimension: d, ...well }) => quarticWell('double well', well, d),
});
