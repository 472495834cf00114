import { z } from 'zod';
import { concentricRings } from './concentric-rings.ts';
import { defineTarget } from './define.ts';
import { positive } from './parameters.ts';

/**
 * One ring in the plane: log density exactly −(|x| − radius)²/2σ², not normalised.
 *
 * Source: the donut of "The Markov-chain Monte Carlo Interactive Gallery" (Feng, github.com/chi-feng/mcmc-demo), −(|x| − 2.6)²/0.033 without
 * a ½, so that its deviation is σ = √(0.033/2) ≈ 0.128, the default here.
 */
export const donut = defineTarget({
  type: 'donut',
  title: 'Donut',
  description: 'one narrow ring in the plane',
  parameters: z.strictObject({
    radius: z.number().min(0).default(2.6),
    deviation: positive.default(Math.sqrt(0.033 / 2)).describe('σ, across the ring'),
  }),
  build: ({ radius, deviation }) => concentricRings('donut', { radii: [radius], deviation, heights: [1] }),
});
