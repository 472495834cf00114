import { InputError } from '../errors.ts';
import { matrixOf, symmetricInverse } from '../linalg/index.ts';
import { buresHessian, gaussianReference } from '../mirror/index.ts';
import type { Target } from '../targets/index.ts';
import { type AffineMap, identityMap } from './affine-map.ts';

/** Whether two measures are one: the same object, or built from the same data. Custom ones are code, of which the spec says nothing. */
export const isSameMeasure = (a: Target, b: Target): boolean =>
  a === b || (a.spec.type !== 'custom' && JSON.stringify(a.spec) === JSON.stringify(b.spec));

/** The Brenier map from the reference to the initial measure, where it is affine: the identity, or between two Gaussians. */
export function affineStart(initial: Target, reference: Target): AffineMap | undefined {
  if (isSameMeasure(initial, reference)) return identityMap(reference.dimension);
  if (initial.spec.type !== 'gaussian' || reference.spec.type !== 'gaussian') return undefined;
  const [from, to] = [reference.moments!, initial.moments!];
  const hessian = buresHessian(matrixOf(to.covariance), gaussianReference(reference.dimension, from));
  return { mean: to.mean, matrix: symmetricInverse(hessian), origin: from.mean };
}

/** @throws InputError for a start that is neither the reference nor, like it, Gaussian */
export function requireAffineStart(initial: Target, reference: Target): AffineMap {
  const map = affineStart(initial, reference);
  if (map) return map;
  throw new InputError(
    `reference: must be the initial measure (${initial.name}), unless both are Gaussian, got ${reference.name}`,
  );
}
