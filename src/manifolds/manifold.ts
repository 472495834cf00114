/**
 * A Riemannian manifold whose points are rows of `dimension` numbers: coordinates of R^d, unit vectors, or angles. Everything in float64, on
 * one point at a time; tangent vectors have the same coordinates as points ("ambient"). No function changes its arguments.
 */
export interface Manifold {
  readonly type: 'euclidean' | 'sphere' | 'torus';
  /** Coordinates of a point, d. */
  readonly dimension: number;
  /** Up to this distance geodesics are the shortest ones, everywhere. */
  readonly injectivityRadius: number;
  /** What keeps x from being a point of the manifold, e.g. `has the length 0.5, must be 1`; undefined if nothing (within float32). */
  fault(x: Float64Array): string | undefined;
  /** The point that numbers near the manifold mean: scaled to length 1, wrapped into (−π, π]. */
  retract(x: Float64Array): Float64Array;
  /** Points, row-major, in float32 and still on the manifold. */
  rounded(points: Float64Array): Float32Array;
  /** ⟨u, v⟩ in the metric at x. */
  inner(x: Float64Array, u: Float64Array, v: Float64Array): number;
  /** The tangent part of an ambient vector. */
  project(x: Float64Array, v: Float64Array): Float64Array;
  /** Where the geodesic from x with the velocity v (tangent) is after a unit of time. */
  exp(x: Float64Array, v: Float64Array): Float64Array;
  /**
   * The velocity of a shortest geodesic from x to y, so that exp(x, log(x, y)) = y. On the cut locus (antipodes; angles π apart) there are
   * several, and it is one of them, always the same.
   */
  log(x: Float64Array, y: Float64Array): Float64Array;
  distance(x: Float64Array, y: Float64Array): number;
  /** The Riemannian gradient of V at x, from the ambient partial derivatives ∂V. */
  gradient(x: Float64Array, differential: Float64Array): Float64Array;
  /** Hess V(x) v for a tangent v, from ∂V and from the product of the ambient second derivatives with v. */
  hessianVector(x: Float64Array, differential: Float64Array, product: Float64Array, v: Float64Array): Float64Array;
  /** The Hessian of ½ distance²(·, y) at x times a tangent v; unbounded below as y comes to the cut locus of x. */
  distanceHessian(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array;
  /** Tangent vectors at x that are orthonormal in the metric and span the tangent space. */
  frame(x: Float64Array): Float64Array[];
}
