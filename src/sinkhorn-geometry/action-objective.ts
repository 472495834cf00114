import { addTo, dot, scaled } from '../linalg/index.ts';
import type { Objective } from '../optimize/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { type End, endOf, type Segment, segmentBetween } from './segment.ts';

/** What a sum of roundings of the kernel may come to. */
const ROUNDINGS = 16;

/**
 * The action T Σ_s g_s of a path between two laws, as a function of x = √a of the T − 1 laws in between, [(T − 1) n]. Squares keep the masses
 * ≥ 0 and let them vanish, and every law is scaled to mass 1, so nothing is constrained. The gradient is exact.
 *
 * @throws InputError when the laws are not of these sites
 */
export async function actionObjective(
  kernel: SiteKernel,
  start: SiteLaw,
  end: SiteLaw,
  segments: number,
): Promise<Objective> {
  const first = await endOf(kernel, start);
  const last = await endOf(kernel, end);
  return async (x) => {
    const inner = await Promise.all(innerLaws(kernel.count, x).map((root) => innerOf(kernel, root)));
    const ends = [first, ...inner, last];
    const parts: Segment[] = [];
    for (let s = 0; s < segments; s++) parts.push(await segmentBetween(kernel, ends[s]!, ends[s + 1]!));

    const gradient = new Float64Array(x.length);
    inner.forEach((law, s) => {
      const slope = parts[s]!.toGradient.slice();
      addTo(slope, 1, parts[s + 1]!.fromGradient);
      gradient.set(scaled(segments, throughNorm(law, slope)), s * kernel.count);
    });
    const value = segments * parts.reduce((sum, { action }) => sum + action, 0);
    return { value, gradient, noise: ROUNDINGS * kernel.precision * value };
  };
}

/** The slices of x, one a law. */
export function innerLaws(count: number, x: Float64Array): Float64Array[] {
  return Array.from({ length: x.length / count }, (_, s) => x.subarray(s * count, (s + 1) * count));
}

/** A law of the path and how its coefficients came from x. */
interface Inner extends End {
  readonly root: Float64Array;
  /** |b| before it was scaled to 1. */
  readonly size: number;
}

async function innerOf(kernel: SiteKernel, root: Float64Array): Promise<Inner> {
  const squares = root.map((value) => value * value);
  const image = await kernel.apply(squares);
  const size = Math.sqrt(dot(squares, image));
  return { root, size, coefficients: scaled(1 / size, squares), embedding: scaled(1 / size, image) };
}

/** From the slope in the coefficients of mass 1 to that in x. */
function throughNorm({ root, size, coefficients, embedding }: Inner, slope: Float64Array): Float64Array {
  const radial = dot(slope, coefficients);
  return slope.map((value, i) => (2 * root[i]! * (value - radial * embedding[i]!)) / size);
}
