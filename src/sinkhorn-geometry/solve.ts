import { RunError } from '../errors.ts';
import { dot, norm, plus } from '../linalg/index.ts';
import { conjugateGradients, type Product } from '../optimize/index.ts';
import type { SiteKernel } from '../sites/index.ts';
import { MOST_DENSE_SITES, solveLaplacianDensely } from './dense-laplacian.ts';
import { type Point, times } from './point.ts';

/** Of the right-hand side: near what float64 can do. */
const TOLERANCE = 1e-13;
const MOST_PRODUCTS = 1000;
/** What a sum of roundings of the kernel may come to. */
const ROUNDINGS = 16;

/** y → Sy, K_μ in the coordinates y = √μ φ. */
export const symmetricK =
  ({ kernel, ratio }: Point): Product =>
  async (y) =>
    times(ratio, await kernel.apply(times(ratio, y)));

/**
 * (I − S + √μ√μᵀ)⁻¹ right, or nothing where that is beyond float64: parts of the law are so far apart that G between them is a rounding error, and
 * mass is to move from one to another.
 */
export async function solveLaplacian(point: Point, right: Float64Array): Promise<Float64Array | undefined> {
  if (point.kernel.count <= MOST_DENSE_SITES) return trusted(point.kernel, solveLaplacianDensely(point, right), right);
  const apply = symmetricK(point);
  return solve(point, async (y) => plus(plus(y, -1, await apply(y)), dot(point.root, y), point.root), right);
}

/** (I − S² + √μ√μᵀ)⁻¹ right. @throws RunError where that is beyond float64 */
export async function solveSquare(point: Point, right: Float64Array): Promise<Float64Array> {
  const apply = symmetricK(point);
  const product: Product = async (y) => plus(plus(y, -1, await apply(await apply(y))), dot(point.root, y), point.root);
  return connected(await solve(point, product, right), point.kernel);
}

/** (I + S)⁻¹ right: well conditioned whatever the law is. */
export async function solveSum(point: Point, right: Float64Array): Promise<Float64Array> {
  const apply = symmetricK(point);
  return connected(await solve(point, async (y) => plus(y, 1, await apply(y)), right), point.kernel);
}

/** @throws RunError when a value of the metric is beyond float64 */
export function connected<T>(value: T | undefined, { epsilon }: SiteKernel): T {
  if (value !== undefined && value !== Number.POSITIVE_INFINITY) return value;
  throw new RunError(
    `the metric tensor: parts of the law lie so far apart that I − K is singular to float64 at epsilon ${epsilon}`,
  );
}

async function solve({ kernel }: Point, product: Product, right: Float64Array): Promise<Float64Array | undefined> {
  const tolerance = Math.max(TOLERANCE, ROUNDINGS * kernel.precision) * norm(right);
  const { x, status } = await conjugateGradients(product, right, { tolerance, maxProducts: MOST_PRODUCTS });
  return status === 'converged' ? trusted(kernel, x, right) : undefined;
}

/** A solution along which the matrix is no more than roundings of the kernel consists of them; above, the metric is right to 1 %. */
function trusted(
  { precision }: SiteKernel,
  solution: Float64Array | undefined,
  right: Float64Array,
): Float64Array | undefined {
  if (!solution) return undefined;
  return dot(solution, right) >= ROUNDINGS * precision * dot(solution, solution) ? solution : undefined;
}
