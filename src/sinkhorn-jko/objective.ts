import { dot } from '../linalg/index.ts';
import { energyOf, type SiteLaw, sinkhornPotentials } from '../sites/index.ts';
import type { JkoProblem } from './jko-problem.ts';

const MOST_SINKHORN_ITERATIONS = 20_000;
/** Of the potential f/ε. */
const SINKHORN_TOLERANCE = 1e-12;

/** What a step minimises, at some law. */
export interface ObjectiveAt {
  /** 2τ/ε times E(μ) + S_ε(μ, μ_k)/(2τ), less what does not depend on μ. */
  readonly value: number;
  /** f/ε of the Sinkhorn problem from μ to μ_k, [n]. */
  readonly potential: Float64Array;
  /** −f_μμ/ε, [n]. */
  readonly logImage: Float64Array;
}

/**
 * The objective by its definition, with a full Sinkhorn problem between the laws.
 *
 * @param logMasses log μ, [n]
 * @param start f/ε of a near law
 */
export async function objectiveAt(
  { kernel, energy, rate, law: before }: JkoProblem,
  law: SiteLaw,
  logMasses: Float64Array,
  start: Float64Array,
): Promise<ObjectiveAt> {
  const logImage = await kernel.logApply(law.coefficients.map(Math.log));
  const { f, g } = await sinkhornPotentials(kernel, logMasses, before.masses.map(Math.log), {
    start,
    tolerance: SINKHORN_TOLERANCE,
    maxIterations: MOST_SINKHORN_ITERATIONS,
  });
  const transport = dot(law.masses, f) + dot(before.masses, g) + dot(law.masses, logImage);
  return { value: rate * energyOf(energy, law.masses) + transport, potential: f, logImage };
}
