import {
  dot,
  type Matrix,
  matrixOf,
  plus,
  scaledIdentity,
  symmetricInverse,
  symmetricInverseSqrt,
} from '../linalg/index.ts';
import type { Manifold } from './manifold.ts';

/**
 * R^d with the constant metric ⟨u, v⟩ = uᵀgv, so that distance² = (x − y)ᵀg(x − y) and grad V = g⁻¹∂V.
 *
 * @param metric g, symmetric positive definite [d, d]; default the identity
 */
export function euclidean(dimension: number, metric?: readonly (readonly number[])[]): Manifold {
  const g = metric ? matrixOf(metric) : scaledIdentity(dimension);
  const inverse = symmetricInverse(g);
  const basis = symmetricInverseSqrt(g).to2DArray();
  const inner = (_x: Float64Array, u: Float64Array, v: Float64Array): number => dot(u, times(g, v));
  const between = (x: Float64Array, y: Float64Array): Float64Array => plus(y, -1, x);
  return {
    type: 'euclidean',
    dimension,
    injectivityRadius: Number.POSITIVE_INFINITY,
    fault: () => undefined,
    retract: (x) => x.slice(),
    rounded: (points) => Float32Array.from(points),
    inner,
    project: (_x, v) => v.slice(),
    exp: (x, v) => plus(x, 1, v),
    log: between,
    distance: (x, y) => Math.sqrt(inner(x, between(x, y), between(x, y))),
    gradient: (_x, differential) => times(inverse, differential),
    hessianVector: (_x, _differential, product) => times(inverse, product),
    distanceHessian: (_x, _y, v) => v.slice(),
    frame: () => basis.map((row) => Float64Array.from(row)),
  };
}

function times(matrix: Matrix, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let i = 0; i < v.length; i++) for (let j = 0; j < v.length; j++) out[i]! += matrix.get(i, j) * v[j]!;
  return out;
}
