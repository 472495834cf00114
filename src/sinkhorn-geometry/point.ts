import { InputError } from '../errors.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';

/**
 * A law as the geometry sees it. With y = √μ φ the operator K_μ becomes the symmetric matrix S = diag(ratio) G diag(ratio), which is smooth in √a: sites
 * without mass are rows of zeros, and S·root = root.
 */
export interface Point {
  readonly kernel: SiteKernel;
  readonly coefficients: Float64Array;
  /** b = Ga, [n], > 0. */
  readonly embedding: Float64Array;
  /** √μ = √(ab), [n]. */
  readonly root: Float64Array;
  /** √(a/b), [n]. */
  readonly ratio: Float64Array;
}

/** Below this 1/b and what is divided by it twice may overflow. */
const SMALLEST = 1e-280;

/** @throws InputError when the law is not one of these sites, or ε is so small that G vanishes between it and a site */
export async function pointOf(kernel: SiteKernel, { coefficients }: SiteLaw): Promise<Point> {
  checkCount(kernel, coefficients);
  return pointWith(kernel, coefficients, await kernel.apply(coefficients));
}

/** @throws InputError unless there is one coefficient a site */
export function checkCount({ count }: SiteKernel, coefficients: Float64Array): void {
  if (coefficients.length === count) return;
  throw new InputError(`law: must have ${count} coefficients, one a site, got ${coefficients.length}`);
}

/** The point of coefficients whose embedding is known. @throws InputError as `pointOf` */
export function pointWith(kernel: SiteKernel, coefficients: Float64Array, embedding: Float64Array): Point {
  const site = embedding.findIndex((value) => !(value > SMALLEST));
  if (site >= 0) {
    throw new InputError(
      `epsilon: must be larger for these sites, got ${kernel.epsilon}: exp(−|x − y|²/ε) vanishes between site ${site} and the law`,
    );
  }
  return {
    kernel,
    coefficients,
    embedding,
    root: coefficients.map((a, i) => Math.sqrt(a * embedding[i]!)),
    ratio: coefficients.map((a, i) => Math.sqrt(a / embedding[i]!)),
  };
}

/** x ⊙ y. */
export const times = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value * y[i]!);

/** x ⊘ y. */
export const over = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value / y[i]!);
