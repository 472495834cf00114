import { dot, norm } from '../linalg/index.ts';
import { angleForFloat32, wrapAngle } from '../targets/index.ts';
import type { Manifold } from './manifold.ts';

/** The flat torus of d angles in (−π, π], the circle for d = 1: the distance is that of the nearest images. */
export function torus(dimension: number): Manifold {
  const log = (x: Float64Array, y: Float64Array): Float64Array => y.map((value, i) => wrapAngle(value - x[i]!));
  return {
    type: 'torus',
    dimension,
    injectivityRadius: Math.PI,
    fault: (x) => {
      const odd = x.find((angle) => !(Math.abs(angle) <= Math.fround(Math.PI)));
      return odd === undefined ? undefined : `has the angle ${odd}, must be in (−π, π]`;
    },
    retract: (x) => x.map(wrapAngle),
    rounded: (points) => Float32Array.from(points, angleForFloat32),
    inner: (_x, u, v) => dot(u, v),
    project: (_x, v) => v.slice(),
    exp: (x, v) => x.map((value, i) => wrapAngle(value + v[i]!)),
    log,
    distance: (x, y) => norm(log(x, y)),
    gradient: (_x, differential) => differential.slice(),
    hessianVector: (_x, _differential, product) => product.slice(),
    distanceHessian: (_x, _y, v) => v.slice(),
    frame: (x) => Array.from(x, (_, k) => Float64Array.from(x, (__, i) => (i === k ? 1 : 0))),
  };
}
