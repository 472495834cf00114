import { z } from 'zod';
import { defineTarget } from './define.ts';
import { dimension } from './parameters.ts';
import { quarticWell } from './quartic-well.ts';

/**
 * V(x) = Σ_k x_k⁴/4, density ∝ e^{−V}; log density exactly −V, not normalised. E x = 0, E x² = 2Γ(3/4)/Γ(1/4) ≈ 0.6760, E x⁴ = 1 per
 * coordinate.
 */
export const quartic = defineTarget({
  type: 'quartic',
  title: 'Quartic',
  description: 'V = x⁴/4 in each coordinate: log-concave, flat at the bottom, thin tails',
  parameters: z.strictObject({ dimension: dimension.default(1) }),
  build: (parameters) => quarticWell('quartic', { a: 1, b: 0, c: 0 }, parameters.dimension),
});
