import { InputError, RunError } from '../errors.ts';
import { addTo, dot, norm, plus, scaled, symmetricEigen } from '../linalg/index.ts';
import { keyOf, normals, Stream } from '../random/index.ts';
import type { Product } from './conjugate-gradients.ts';

export interface LargestEigenvalueOptions {
  /** A direction near the eigenvector, such as that of a similar matrix, [n]. It changes the work, not the answer. */
  near?: Float64Array;
  /** Stop as soon as ‖Av − λv‖₂ is at most this part of the largest |λ| met; > 0, default 1e-3. */
  tolerance?: number;
  /** Most products with A, an integer ≥ 1. Default 60; so many vectors are kept. */
  maxProducts?: number;
}

export interface LargestEigenvalue {
  /** Never above the largest eigenvalue; below it by about residual² / gap. */
  readonly value: number;
  /** Its direction, [n], of length 1. */
  readonly vector: Float64Array;
  /** ‖Av − λv‖₂. */
  readonly residual: number;
  readonly products: number;
}

/** How much of a fixed pseudo-random direction is mixed into `near`: an eigenvector that another one has overtaken must not trap the search. */
const MIXTURE = 0.1;

/**
 * The largest eigenvalue of a symmetric matrix (the rightmost one, not the one of largest size) by the Lanczos method with full
 * reorthogonalisation, from a fixed pseudo-random direction, so that it is a function of the matrix and of `near`.
 *
 * Source: Lanczos, J. Res. Nat. Bur. Standards 45 (1950); Golub & Van Loan, "Matrix Computations", section 10.1.
 *
 * @param size n ≥ 1
 * @throws InputError on a tolerance or a number of products that makes no sense
 * @throws RunError when a product is not finite
 */
export async function largestEigenvalue(
  product: Product,
  size: number,
  { near, tolerance = 1e-3, maxProducts = 60 }: LargestEigenvalueOptions = {},
): Promise<LargestEigenvalue> {
  if (!(tolerance > 0)) throw new InputError(`tolerance: must be a number > 0, got ${tolerance}`);
  if (!Number.isInteger(maxProducts) || maxProducts < 1) {
    throw new InputError(`maxProducts: must be an integer >= 1, got ${maxProducts}`);
  }
  const basis: Float64Array[] = [firstDirection(size, near)];
  const diagonal: number[] = [];
  const off: number[] = [];
  const most = Math.min(size, maxProducts);
  for (;;) {
    const newest = basis.at(-1)!;
    const rest = Float64Array.from(await product(newest));
    if (!rest.every(Number.isFinite))
      throw new RunError('the largest eigenvalue: a product with the matrix is not finite');
    diagonal.push(dot(newest, rest));
    // Twice is enough (Kahan and Parlett): the second pass takes out what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) for (const known of basis) addTo(rest, -dot(known, rest), known);
    const length = norm(rest);
    const { value, weights, size: widest } = largestOf(diagonal, off);
    const residual = length * Math.abs(weights.at(-1)!);
    if (residual <= tolerance * widest || diagonal.length === most) {
      return { value, vector: combination(basis, weights), residual, products: diagonal.length };
    }
    off.push(length);
    basis.push(scaled(1 / length, rest));
  }
}

function firstDirection(size: number, near: Float64Array | undefined): Float64Array {
  const generic = unit(normals(size, 1, { key: keyOf('lanczos'), step: 0, stream: Stream.choice }));
  if (!near || !(norm(near) > 0)) return generic;
  return unit(plus(unit(near), MIXTURE, generic));
}

const unit = (x: Float64Array): Float64Array => scaled(1 / norm(x), x);

/** The largest eigenvalue of a tridiagonal matrix, its eigenvector, and the largest |eigenvalue|. */
function largestOf(diagonal: readonly number[], off: readonly number[]) {
  const matrix = diagonal.map((value, i) =>
    diagonal.map((_, j) => (i === j ? value : Math.abs(i - j) === 1 ? off[Math.min(i, j)]! : 0)),
  );
  const { values, vectors } = symmetricEigen(matrix);
  return {
    value: values.at(-1)!,
    weights: vectors.getColumn(values.length - 1),
    size: Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!)),
  };
}

function combination(basis: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const out = new Float64Array(basis[0]!.length);
  for (const [k, vector] of basis.entries()) addTo(out, weights[k]!, vector);
  return out;
}
