import { followed } from '../optimize/index.ts';
import { lawOfMasses } from '../sites/index.ts';
import { equationAt } from './entropic-equation.ts';
import type { JkoProblem } from './jko-problem.ts';
import type { MinimiseOptions } from './minimum.ts';

/** Of the tolerance: with an entropy γ μ log μ, R without it is off by γ log μ. */
const SHARE = 1 / 16;

/**
 * The coefficients of a step without an entropy as those with one so weak that the tolerance does not see it, by Newton's method along decreasing
 * entropies, like the central path of an interior point method; nothing where the path breaks off. It has the interaction in its derivative.
 */
export async function byVanishingEntropy(
  problem: JkoProblem,
  { tolerance, maxIterations }: Omit<MinimiseOptions, 'start'>,
): Promise<{ coefficients: Float64Array; iterations: number } | undefined> {
  const { kernel, energy, rate } = problem;
  const uniform = await lawOfMasses(kernel, energy.volumes);
  const end = await followed({
    equationOf: (gamma) => (u) =>
      equationAt({ ...problem, energy: { ...energy, entropy: gamma / rate } }, u, SHARE * tolerance),
    goal: SHARE * tolerance,
    start: uniform.coefficients.map(Math.log),
    maxIterations,
  });
  return end && { coefficients: end.end.point.map(Math.exp), iterations: end.iterations };
}
