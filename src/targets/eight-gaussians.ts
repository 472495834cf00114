import { z } from 'zod';
import { cosine, sine } from '../elementary/index.ts';
import { defineTarget } from './define.ts';
import { elliptical } from './elliptical.ts';
import { positive } from './parameters.ts';

const COUNT = 8;

/**
 * The ring of 8: equal Gaussians N(m_k, scale² I) in the plane with m_k = radius·(cos kπ/4, sin kπ/4), k = 0 … 7; normalised. By default
 * radius 4 and scale 0.5: neighbours are 6.1 scales apart, so that the valleys are deep but Langevin still crosses them.
 */
export const eightGaussians = defineTarget({
  type: 'eight-gaussians',
  title: 'Ring of 8 Gaussians',
  description: 'eight equal Gaussians on a circle in the plane',
  parameters: z.strictObject({
    radius: positive.default(4).describe('of the circle of means'),
    scale: positive.default(0.5).describe('standard deviation of each Gaussian'),
  }),
  build: ({ radius, scale }) => {
    const means = Array.from({ length: COUNT }, (_, k) => {
      const angle = (2 * Math.PI * k) / COUNT;
      return [radius * cosine(angle), radius * sine(angle)];
    });
    const scales = means.map(() => [[scale ** 2, 0], [0, scale ** 2]]); // biome-ignore format: a matrix
    return {
      name: 'ring of 8 Gaussians',
      ...elliptical({ means, scales }),
      modes: { centres: means, weights: means.map(() => 1 / COUNT) },
    };
  },
});
