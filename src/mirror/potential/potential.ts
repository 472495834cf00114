import { Matrix, symmetricInverse, symmetricSqrt } from '../../linalg/index.ts';
import { buresHessian } from '../bures.ts';
import type { Reference } from '../reference.ts';
import { affineRows, momentsOfRows } from '../rows.ts';
import { type Basis, derivativesAt, farthestPoints, polynomialsOf, sizeOf, widthOf } from './basis.ts';
import { choleskyInPlace } from './least-squares.ts';

/** Most anchors, their least distance and the width of their Gaussians, in standard deviations of the particles. */
const MOST_ANCHORS = 40;
const APART = 0.6;
const WIDTH = 1;

/** A potential u(x) = Σ_k c_k ψ_k(z) in coordinates z = S^−½(x − m) in which the particles have the covariance I. */
export interface Potential {
  readonly basis: Basis;
  readonly centre: readonly number[];
  /** S^½ and S^−½. */
  readonly spread: Matrix;
  readonly whitening: Matrix;
  /** c */
  readonly coefficients: Float64Array;
}

/** ∇u, ∇²u and ∂∇²u in z, row-major. */
export interface Derivatives {
  /** [n, d], [n, d, d], [n, d, d, d] */
  gradient: Float64Array;
  hessian: Float64Array;
  third: Float64Array;
}

/** Coordinates and anchors that suit the particles x [n, d], and the potential of the Bures map there. @throws RangeError when they do not span the space */
export function buresPotential(x: Float64Array, reference: Reference): Potential {
  const d = reference.dimension;
  const { mean, covariance } = momentsOfRows(x, d);
  const spread = symmetricSqrt(covariance);
  const whitening = symmetricInverse(spread);
  const z = affineRows(x, whitening, mean);
  const basis = { dimension: d, anchors: farthestPoints(z, d, MOST_ANCHORS, APART), width: WIDTH };
  const coefficients = new Float64Array(sizeOf(basis));
  coefficients.set(spread.mmul(Matrix.columnVector([...reference.mean])).to1DArray());
  const hessian = buresInFrame(spread, reference);
  for (let k = 0, at = d; k < d; k++) for (let l = k; l < d; l++, at++) coefficients[at] = hessian.get(k, l);
  return { basis, centre: mean, spread, whitening, coefficients };
}

/** The Hessian of the Bures map in z. */
export const buresInFrame = (spread: Matrix, reference: Reference): Matrix =>
  spread.mmul(buresHessian(spread.mmul(spread), reference)).mmul(spread);

/** z of x, both [n, d]. */
export const framed = ({ whitening, centre }: Potential, x: Float64Array): Float64Array =>
  affineRows(x, whitening, centre);

/** Derivatives of Σ_k c_k ψ_k at z [n, d]. */
export function derivativesOf(
  { basis, coefficients }: Pick<Potential, 'basis' | 'coefficients'>,
  z: Float64Array,
): Derivatives {
  const d = basis.dimension;
  const stride = widthOf(d);
  const count = z.length / d;
  const functions = new Float64Array(sizeOf(basis) * stride);
  const sums = new Float64Array(stride);
  const out = {
    gradient: new Float64Array(count * d),
    hessian: new Float64Array(count * d * d),
    third: new Float64Array(count * d ** 3),
  };
  for (let row = 0; row < count; row++) {
    derivativesAt(basis, z, row, functions);
    sums.fill(0);
    for (let k = 0, at = 0; k < coefficients.length; k++) {
      const coefficient = coefficients[k]!;
      for (let entry = 0; entry < stride; entry++, at++) sums[entry]! += coefficient * functions[at]!;
    }
    out.gradient.set(sums.subarray(0, d), row * d);
    out.hessian.set(sums.subarray(d, d + d * d), row * d * d);
    out.third.set(sums.subarray(d + d * d), row * d ** 3);
  }
  return out;
}

/** Y = ∇u(x), from the gradients in z. */
export const imagesOf = ({ whitening }: Potential, { gradient }: Pick<Derivatives, 'gradient'>): Float64Array =>
  affineRows(gradient, whitening);

/** Whether every matrix of `matrices` [n, d, d] is positive definite. */
export function allPositive(matrices: Float64Array, d: number): boolean {
  for (let start = 0; start < matrices.length; start += d * d) {
    if (!choleskyInPlace(matrices.slice(start, start + d * d), d)) return false;
  }
  return true;
}

export const isPolynomial = ({ basis }: Potential, k: number): boolean => k < polynomialsOf(basis.dimension);
