import { z } from 'zod';
import { defineTarget } from './define.ts';
import { elliptical } from './elliptical.ts';
import { covariance, dimension, point } from './parameters.ts';

/**
 * The Gaussian N(mean, covariance), normalised. `{ dimension: 3 }` is the standard Gaussian in R³; a missing mean is 0, a missing
 * covariance the identity.
 *
 * @throws InputError when nothing gives the dimension, the sizes differ or the covariance is not symmetric positive definite
 */
export const gaussian = defineTarget({
  type: 'gaussian',
  title: 'Gaussian',
  description: 'N(mean, covariance), any covariance; {dimension} alone is the standard Gaussian',
  parameters: z
    .strictObject({
      mean: point.optional().describe('default 0'),
      covariance: covariance.optional().describe('[d, d], default the identity'),
      dimension: dimension.optional().describe('needed when neither mean nor covariance is given'),
    })
    .superRefine((parameters, context) => {
      const sizes = [parameters.mean?.length, parameters.covariance?.length, parameters.dimension];
      const known = sizes.filter((size) => size !== undefined);
      if (known.length === 0)
        context.addIssue({ code: 'custom', message: 'needs a mean, a covariance or a dimension' });
      if (new Set(known).size > 1)
        context.addIssue({
          code: 'custom',
          message: `mean, covariance and dimension must agree, got ${known.join(' and ')} coordinates`,
        });
    }),
  build: (parameters) => {
    const d = parameters.mean?.length ?? parameters.covariance?.length ?? parameters.dimension!;
    const mean = parameters.mean ?? new Array<number>(d).fill(0);
    const identity = mean.map((_, i) => mean.map((__, j) => (i === j ? 1 : 0)));
    return { name: 'gaussian', ...elliptical({ means: [mean], scales: [parameters.covariance ?? identity] }) };
  },
});
