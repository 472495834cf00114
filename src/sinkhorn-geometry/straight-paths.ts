import { InputError } from '../errors.ts';
import { lawOfMasses, type SiteKernel, type SiteLaw } from '../sites/index.ts';
import { greatCircle } from './path.ts';

/** @throws InputError unless it is an integer ≥ 1 */
export function checkSegments(segments: number): void {
  if (Number.isInteger(segments) && segments >= 1) return;
  throw new InputError(`segments: must be an integer >= 1, got ${segments}`);
}

/** T + 1 laws, the first and last as given, the others at the times s/T. @throws InputError unless T is an integer ≥ 1 */
export async function pathOf(
  start: SiteLaw,
  end: SiteLaw,
  segments: number,
  between: (t: number) => Promise<SiteLaw>,
): Promise<SiteLaw[]> {
  checkSegments(segments);
  const laws = [start];
  for (let s = 1; s < segments; s++) laws.push(await between(s / segments));
  return [...laws, end];
}

/** (1 − t)μ₀ + tμ₁: only vertical motion, no mass moves sideways. T + 1 laws. @throws InputError unless T is an integer ≥ 1 */
export const mixturePath = (kernel: SiteKernel, start: SiteLaw, end: SiteLaw, segments: number): Promise<SiteLaw[]> =>
  pathOf(start, end, segments, (t) =>
    lawOfMasses(
      kernel,
      start.masses.map((mass, i) => (1 - t) * mass + t * end.masses[i]!),
    ),
  );

/**
 * The great circle between b₀ and b₁ on the unit sphere of H_c, at constant angular speed: vertical motion too, cheaper than a mixture. T + 1 laws.
 * @throws InputError unless T is an integer ≥ 1
 */
export const rotationPath = (kernel: SiteKernel, start: SiteLaw, end: SiteLaw, segments: number): Promise<SiteLaw[]> =>
  pathOf(start, end, segments, (t) => greatCircle(kernel, start.coefficients, end.coefficients, t));
