import { cosine, sine } from '../elementary/index.ts';
import { InputError } from '../errors.ts';
import { dot, norm, plus, scaled } from '../linalg/index.ts';
import type { Manifold } from './manifold.ts';

/** How far from 1 the length of a point may be: float32 with some arithmetic. */
const LENGTH_TOLERANCE = 1e-5;
/** Squares of shorter vectors lose digits to underflow. */
const SMALLEST = 1e-100;

/**
 * The unit sphere S^{d−1} in R^d with the geodesic distance, the angle between two unit vectors.
 *
 * Source: Absil, Mahony & Sepulchre, "Optimization Algorithms on Matrix Manifolds" (2008), examples 3.6.1, 5.4.1 and section 5.5.
 *
 * @param dimension d ≥ 2, of the space around
 * @throws InputError in less than two dimensions
 */
export function sphere(dimension: number): Manifold {
  if (dimension < 2) {
    throw new InputError(`manifold: a sphere needs points of at least 2 coordinates, got ${dimension}`);
  }
  return {
    type: 'sphere',
    dimension,
    injectivityRadius: Math.PI,
    fault: (x) => {
      const length = norm(x);
      return Math.abs(length - 1) <= LENGTH_TOLERANCE
        ? undefined
        : `has the length ${Number(length.toPrecision(6))}, must be 1`;
    },
    retract: (x) => scaled(1 / norm(x), x),
    rounded: (points) => Float32Array.from(points),
    inner: (_x, u, v) => dot(u, v),
    project,
    exp,
    log,
    distance,
    gradient: project,
    // The second term is the curvature of the sphere: P(∂²V v) − (x·∂V) v.
    hessianVector: (x, differential, product, v) => plus(project(x, product), -dot(x, differential), v),
    distanceHessian,
    frame,
  };
}

const project = (x: Float64Array, v: Float64Array): Float64Array => plus(v, -dot(x, v) / dot(x, x), x);

function exp(x: Float64Array, v: Float64Array): Float64Array {
  const length = norm(v);
  if (length === 0) return x.slice();
  const moved = plus(scaled(cosine(length), x), sine(length) / length, v);
  // Rounding would add up over many steps.
  return scaled(1 / norm(moved), moved);
}

/** The angle from half chords: as exact for near points and for near antipodes, where arccos loses half of the digits. */
const distance = (x: Float64Array, y: Float64Array): number =>
  2 * Math.atan2(norm(plus(x, -1, y)), norm(plus(x, 1, y)));

function log(x: Float64Array, y: Float64Array): Float64Array {
  const angle = distance(x, y);
  // The tangent part of y, from the shorter of y − x and y + x so that nothing large cancels; again, for what rounding left of x in it.
  const across = project(x, project(x, plus(y, angle < Math.PI / 2 ? -1 : 1, x)));
  const length = norm(across);
  if (length > SMALLEST) return scaled(angle / length, across);
  return angle < Math.PI / 2 ? new Float64Array(x.length) : scaled(Math.PI, frame(x)[0]!);
}

/** uuᵀv + θ cot θ (v − uuᵀv) with the direction u of y and its distance θ. */
function distanceHessian(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array {
  const angle = distance(x, y);
  if (angle < 1e-8) return v.slice();
  const u = scaled(1 / angle, log(x, y));
  const across = angle / Math.tan(angle);
  return plus(scaled(across, v), (1 - across) * dot(u, v), u);
}

/** The rows but one of the Householder reflection that takes x to a coordinate axis: the axis of its largest coordinate. */
function frame(x: Float64Array): Float64Array[] {
  let axis = 0;
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]!) > Math.abs(x[axis]!)) axis = i;
  const mirror = x.slice();
  mirror[axis]! += Math.sign(x[axis]!) * norm(x);
  const squared = dot(mirror, mirror);
  const rows: Float64Array[] = [];
  for (let k = 0; k < x.length; k++) {
    if (k === axis) continue;
    const row = scaled((-2 * mirror[k]!) / squared, mirror);
    row[k]! += 1;
    rows.push(row);
  }
  return rows;
}
