import { RunError } from '../errors.ts';
import { norm } from '../linalg/index.ts';
import { conjugateGradients } from '../optimize/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { massVelocity } from './embedding-metric.ts';
import { checkNumbers } from './tangent.ts';

/** The gradient of an energy in the metric g, in the three variables of a law, each [n]. */
export interface EnergyGradient {
  readonly embedding: Float64Array;
  readonly coefficients: Float64Array;
  readonly masses: Float64Array;
}

/**
 * The gradient of an energy in the b-variable: (2/ε)(VG − GV)a, [n], where V is the first variation of the energy: the potential of a potential energy,
 * V + W∗μ + λ log(μ/h) in general. Minus this is the velocity ḃ of the Sinkhorn potential flow where no pressure acts. The matrix VG − GV is
 * skew, so b turns on the unit sphere.
 */
export async function embeddingGradient(
  kernel: SiteKernel,
  { coefficients }: SiteLaw,
  firstVariation: Float64Array,
): Promise<Float64Array> {
  checkNumbers(kernel, firstVariation, 'firstVariation');
  const embedding = await kernel.apply(coefficients);
  const image = await kernel.apply(coefficients.map((a, i) => a * firstVariation[i]!));
  return image.map((value, i) => (2 / kernel.epsilon) * (firstVariation[i]! * embedding[i]! - value));
}

/** Of the right-hand side. */
const TOLERANCE = 1e-11;

/**
 * The gradient of an energy in the metric g: g_μ(gradient, ν) = ⟨V, ν⟩ for every velocity ν. The flow of the energy moves with minus this as long as that
 * takes mass from no site that has none; then pressure acts.
 *
 * @param firstVariation V as for `embeddingGradient`
 * @throws RunError when Gȧ = ḃ has no solution in float64: sites much nearer than √ε, where only `embeddingGradient` makes sense
 */
export async function energyGradient(
  kernel: SiteKernel,
  law: SiteLaw,
  firstVariation: Float64Array,
): Promise<EnergyGradient> {
  const embedding = await embeddingGradient(kernel, law, firstVariation);
  const { x, status } = await conjugateGradients(async (v) => kernel.apply(v), embedding, {
    tolerance: TOLERANCE * norm(embedding),
    maxProducts: 1000,
  });
  if (status !== 'converged') {
    throw new RunError(
      `the gradient of the energy: the kernel of these sites is singular to float64 at epsilon ${kernel.epsilon}`,
    );
  }
  return { embedding, coefficients: x, masses: await massVelocity(kernel, law, x) };
}
