import { dot, norm, symmetricEigen } from '../linalg/index.ts';
import type { Manifold } from './manifold.ts';

/** The second-order model of a function at a point of a manifold, in an orthonormal basis of the tangent space made of eigenvectors. */
export interface TangentModel {
  /** Eigenvalues of the Hessian, ascending, [m]. */
  readonly curvatures: readonly number[];
  /** Their eigenvectors: orthonormal tangent vectors, m times [d]. */
  readonly directions: readonly Float64Array[];
  /** The gradient in this basis, [m]. */
  readonly slopes: Float64Array;
}

/** What V has at a point, in ambient coordinates: ∂V, [d], and the second derivatives, row-major [d, d]. */
export interface AmbientDerivatives {
  readonly differential: Float64Array;
  readonly secondDerivatives: Float64Array;
}

/** The model of V at x, plus ½ distance²(·, y)/η where `proximity` is given. */
export function tangentModel(
  manifold: Manifold,
  x: Float64Array,
  { differential, secondDerivatives }: AmbientDerivatives,
  proximity?: { centre: Float64Array; stepSize: number },
): TangentModel {
  const frame = manifold.frame(x);
  const gradient = manifold.gradient(x, differential);
  const pull = proximity && manifold.log(x, proximity.centre);
  const slope = (e: Float64Array): number =>
    manifold.inner(x, e, gradient) - (pull ? manifold.inner(x, e, pull) / proximity!.stepSize : 0);
  const bend = (e: Float64Array): Float64Array => {
    const product = e.map((_, i) => dot(secondDerivatives.subarray(i * e.length, (i + 1) * e.length), e));
    const own = manifold.hessianVector(x, differential, product, e);
    if (!proximity) return own;
    const distance = manifold.distanceHessian(x, proximity.centre, e);
    return own.map((value, i) => value + distance[i]! / proximity.stepSize);
  };
  const bent = frame.map(bend);
  const { values, vectors } = symmetricEigen(bent.map((row) => frame.map((e) => manifold.inner(x, row, e))));
  const directions = values.map((_, k) => combine(frame, (l) => vectors.get(l, k)));
  return { curvatures: values, directions, slopes: Float64Array.from(directions, slope) };
}

/** Σ coefficient(k) · basis[k]. */
export function combine(basis: readonly Float64Array[], coefficient: (k: number) => number): Float64Array {
  const out = new Float64Array(basis[0]!.length);
  for (const [k, vector] of basis.entries()) {
    const factor = coefficient(k);
    for (let i = 0; i < out.length; i++) out[i]! += factor * vector[i]!;
  }
  return out;
}

/** What rounding with this relative error makes of the gradient of V at x, in the metric; an upper bound of its typical size. */
export function slopeNoise(
  manifold: Manifold,
  x: Float64Array,
  { differential, secondDerivatives }: AmbientDerivatives,
  roundoff: number,
): number {
  const longest = Math.max(...manifold.frame(x).map(norm));
  return 4 * roundoff * longest * (norm(differential) + norm(secondDerivatives) * norm(x));
}
