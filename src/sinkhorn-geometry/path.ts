import { sine } from '../elementary/index.ts';
import { InputError } from '../errors.ts';
import { lawOfCoefficients, type SiteKernel, type SiteLaw } from '../sites/index.ts';
import { angleBetween } from './rotation-angle.ts';
import { endOf, segmentBetween } from './segment.ts';
import { connected } from './solve.ts';

/**
 * The squared lengths of the segments of a path of laws, [T]: each segment is the great-circle arc of H_c between its ends, measured at its
 * midpoint. Infinite where parts of a law are too far apart for float64.
 */
export async function squaredLengths(kernel: SiteKernel, laws: readonly SiteLaw[]): Promise<number[]> {
  if (laws.length < 2) throw new InputError(`laws: must be at least 2 to be a path, got ${laws.length}`);
  const ends = await Promise.all(laws.map((law) => endOf(kernel, law)));
  const squares: number[] = [];
  for (let s = 1; s < ends.length; s++) squares.push((await segmentBetween(kernel, ends[s - 1]!, ends[s]!)).action);
  return squares;
}

/** T Σ g. */
export const actionOf = (squares: readonly number[]): number =>
  squares.length * squares.reduce((sum, value) => sum + value, 0);

/** Σ √g. */
export const lengthOf = (squares: readonly number[]): number =>
  squares.reduce((sum, value) => sum + Math.sqrt(value), 0);

/**
 * ∫₀¹ g(μ̇, μ̇) dt ≥ length² of the path through these laws at the times 0, 1/T, …, 1, in the units of the cost; of second order in 1/T.
 *
 * @param laws T + 1 ≥ 2
 * @throws InputError for fewer than two laws, or an ε too small for the sites
 * @throws RunError when parts of a law are too far apart for float64
 */
export async function pathAction(kernel: SiteKernel, laws: readonly SiteLaw[]): Promise<number> {
  return connected(actionOf(await squaredLengths(kernel, laws)), kernel);
}

/**
 * ∫₀¹ √g(μ̇, μ̇) dt of the path through these laws, in the units of the sites; of second order in 1/T. Errors as `pathAction`.
 *
 * @param laws T + 1 ≥ 2
 */
export async function pathLength(kernel: SiteKernel, laws: readonly SiteLaw[]): Promise<number> {
  return connected(lengthOf(await squaredLengths(kernel, laws)), kernel);
}

/**
 * The path through laws at the times 0, 1/T, …, 1, at the time t: on the great circle of H_c between its neighbours.
 *
 * @param path the coefficients of the T + 1 laws, [n] each
 * @param t in [0, 1] @throws InputError when it is not
 */
export async function lawAt(kernel: SiteKernel, path: readonly Float64Array[], t: number): Promise<SiteLaw> {
  if (!(t >= 0 && t <= 1)) throw new InputError(`t: must be between 0 and 1, got ${t}`);
  const place = t * (path.length - 1);
  const s = Math.floor(place);
  return s === place ? lawOfCoefficients(kernel, path[s]!) : greatCircle(kernel, path[s]!, path[s + 1]!, place - s);
}

/** The law at the part t of the great circle of H_c between two laws, given by coefficients: these stay non-negative, so it is a law. */
export async function greatCircle(
  kernel: SiteKernel,
  from: Float64Array,
  to: Float64Array,
  t: number,
): Promise<SiteLaw> {
  const angle = await angleBetween(kernel, from, to);
  const before = angle > 0 ? sine((1 - t) * angle) : 1 - t;
  const after = angle > 0 ? sine(t * angle) : t;
  return lawOfCoefficients(
    kernel,
    from.map((a, i) => before * a + after * to[i]!),
  );
}
