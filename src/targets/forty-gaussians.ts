import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { keyOf, Stream, uniforms } from '../random/index.ts';
import { defineTarget } from './define.ts';
import { elliptical } from './elliptical.ts';
import { positive } from './parameters.ts';

/**
 * Many equal Gaussians N(m_k, deviation² I) scattered over the plane, m_k uniform in [−extent, extent]²; normalised. Forty in [−40, 40]² with the
 * deviation softplus(1) = log(1 + e) ≈ 1.3133, the defaults here, are the mixture of Midgley, Stimper, Simm, Schölkopf & Hernández-Lobato 2023
 * (arXiv 2208.01893), "Flow annealed importance sampling bootstrap".
 *
 * Theirs are the means that a generator of torch draws; ours are uniforms of Philox under the key of `seed`. The same law of means, but not the same
 * means: figures compare with each other, not digit by digit with published ones.
 */
export const fortyGaussians = defineTarget({
  type: 'forty-gaussians',
  title: 'Forty Gaussians',
  description: 'forty equal Gaussians at random places of a large square: many modes far apart',
  parameters: z.strictObject({
    components: z.int().min(1).max(1000).default(40).describe('number of Gaussians'),
    extent: positive.default(40).describe('half the side of the square of the means'),
    deviation: positive.default(Math.log(1 + Math.E)).describe('standard deviation of each Gaussian'),
    seed: z.string().default('forty-gaussians').describe('of the means'),
  }),
  build: ({ components, extent, deviation, seed }) => {
    const places = uniforms(components, 2, { key: keyOf(seed, 'means'), step: 0, stream: Stream.sample });
    const means = Array.from({ length: components }, (_, k) =>
      [places[2 * k]!, places[2 * k + 1]!].map((u) => extent * (2 * u - 1)),
    );
    const variances = diagonal([deviation ** 2, deviation ** 2]).to2DArray();
    return {
      name: 'forty gaussians',
      ...elliptical({ means, scales: means.map(() => variances) }),
      modes: { centres: means, weights: means.map(() => 1 / components) },
    };
  },
});
