import { z } from 'zod';
import { InputError } from '../errors.ts';
import { covarianceFault } from '../linalg/index.ts';
import { euclidean } from './euclidean.ts';
import type { Manifold } from './manifold.ts';
import { sphere } from './sphere.ts';
import { torus } from './torus.ts';

const metric = z.array(z.array(z.number())).superRefine((rows, context) => {
  const message = covarianceFault(rows);
  if (message) context.addIssue({ code: 'custom', message });
});

/** A manifold as plain data, as a scene file holds it. */
export const manifoldSpecification = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('euclidean'),
      metric: metric.optional().describe('g, symmetric positive definite; default the identity'),
    })
    .describe('R^d with a constant metric'),
  z.strictObject({ type: z.literal('sphere') }).describe('unit vectors of R^d'),
  z.strictObject({ type: z.literal('torus') }).describe('d angles in (−π, π]'),
]);

export type ManifoldSpecification = z.output<typeof manifoldSpecification>;

/**
 * The manifold of a specification for points of so many coordinates.
 * @throws InputError where the sizes do not go together
 */
export function manifoldOf(specification: ManifoldSpecification, dimension: number): Manifold {
  switch (specification.type) {
    case 'sphere':
      return sphere(dimension);
    case 'torus':
      return torus(dimension);
    case 'euclidean':
      if (specification.metric && specification.metric.length !== dimension) {
        const size = specification.metric.length;
        throw new InputError(
          `manifold.metric: must be ${dimension} × ${dimension} like the points, got ${size} × ${size}`,
        );
      }
      return euclidean(dimension, specification.metric);
  }
}
