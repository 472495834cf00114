import type { Objective } from '../optimize/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { displacementPath } from './displacement-path.ts';
import { rotationPath } from './straight-paths.ts';

/** So much of the coefficients of a law is spread evenly over the sites: √a = 0 at a site has no slope there. */
const SPREAD = 0.05;

/** √a of the laws between two, all > 0, of the rotation or the displacement, whichever has the lower action. */
export async function firstRoots(
  kernel: SiteKernel,
  [start, end]: readonly [SiteLaw, SiteLaw],
  segments: number,
  objective: Objective,
): Promise<Float64Array> {
  const rotation = rootsOf((await rotationPath(kernel, start, end, segments)).map(spread));
  const displacement = rootsOf((await displacementPath(kernel, start, end, segments)).map(spread));
  const [turning, moving] = await Promise.all([objective(rotation), objective(displacement)]);
  return turning.value < moving.value ? rotation : displacement;
}

/** √a of all laws but the first and the last, one after the other. */
export function rootsOf(laws: readonly Pick<SiteLaw, 'coefficients'>[]): Float64Array {
  return Float64Array.from(laws.slice(1, -1).flatMap(({ coefficients }) => [...coefficients.map(Math.sqrt)]));
}

function spread({ coefficients }: SiteLaw): Pick<SiteLaw, 'coefficients'> {
  const share = (SPREAD * coefficients.reduce((sum, a) => sum + a, 0)) / coefficients.length;
  return { coefficients: coefficients.map((a) => a + share) };
}
