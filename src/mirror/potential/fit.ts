import type { Reference } from '../reference.ts';
import { affineRows } from '../rows.ts';
import { derivativesAt, sizeOf, widthOf } from './basis.ts';
import { LeastSquares } from './least-squares.ts';
import {
  allPositive,
  buresPotential,
  derivativesOf,
  framed,
  imagesOf,
  isPolynomial,
  type Potential,
} from './potential.ts';

/** Ridge of a Gaussian's coefficient in a fit, for each point. */
const RIDGE = 1e-4;

/**
 * The potential about the particles x [n, d] whose gradient there is nearest to `images` y [n, d]; that of the Bures map where it would not be convex.
 *
 * @throws RangeError when the particles do not span the space
 */
export function fittedPotential(x: Float64Array, images: Float64Array, reference: Reference): Potential {
  const start = buresPotential(x, reference);
  const d = reference.dimension;
  const z = framed(start, x);
  const wanted = affineRows(images, start.spread);
  const now = derivativesOf(start, z).gradient;
  const size = sizeOf(start.basis);
  const stride = widthOf(d);
  const equations = new LeastSquares(size);
  const functions = new Float64Array(size * stride);
  const row = new Float64Array(size);
  for (let at = 0; at < x.length; at++) {
    if (at % d === 0) derivativesAt(start.basis, z, at / d, functions);
    for (let k = 0; k < size; k++) row[k] = functions[k * stride + (at % d)]!;
    equations.add(row, wanted[at]! - now[at]!);
  }
  const count = x.length / d;
  const change = equations.solve((k) => (isPolynomial(start, k) ? 1e-10 : RIDGE) * count);
  if (!change) return start;
  const fitted = { ...start, coefficients: start.coefficients.map((value, k) => value + change[k]!) };
  return allPositive(derivativesOf(fitted, z).hessian, d) ? fitted : start;
}

/** The same potential in coordinates that suit the particles as they are now. */
export const moved = (potential: Potential, x: Float64Array, reference: Reference): Potential =>
  fittedPotential(x, imagesOf(potential, derivativesOf(potential, framed(potential, x))), reference);
