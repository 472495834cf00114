import { InputError } from '../errors.ts';
import type { Matrix } from '../linalg/index.ts';
import { kernelScore } from './flow/kernel-score.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import { affineRows } from './rows.ts';

/** What takes the place of div H⁻¹ in the drift `score`. */
export interface ScoreTerms {
  /** ∇ log ρ at the particles, [n, d], by a kernel density: see `kernelScore`. */
  own: Float64Array;
  /** −∇g at their mirror coordinates, [n, d]. */
  mirrored: Float64Array;
}

/** @param x [n, d] @param y ∇u(x), [n, d] @throws InputError when the reference has no density */
export async function scoreTerms(x: Float64Array, y: Float64Array, reference: ReferenceLaw): Promise<ScoreTerms> {
  if (!reference.score) {
    throw new InputError(`drift: score needs the density of the reference, which ${reference.type} has not`);
  }
  return { own: kernelScore(x, reference.gaussian.dimension).score, mirrored: await reference.score(y) };
}

/** −H⁻¹∇log ρ − ∇g(∇u) in the coordinates `root`·(x − m), where H⁻¹ is `product`. */
export function scoreDrift(
  { own, mirrored }: ScoreTerms,
  { root, inverseRoot }: { root: Matrix; inverseRoot: Matrix },
  product: (vectors: Float64Array) => Float64Array,
): Float64Array {
  const pushed = product(affineRows(own, inverseRoot));
  return affineRows(mirrored, root).map((value, at) => value - pushed[at]!);
}
