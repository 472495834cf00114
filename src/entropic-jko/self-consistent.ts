import { plus } from '../linalg/index.ts';
import { fixedPoint } from '../optimize/index.ts';
import type { SiteEnergy } from '../sites/index.ts';
import type { EntropicMinimum } from './problem.ts';

const MOST_ROUNDS = 200;

/**
 * A step of an energy with an interaction: the interaction is frozen into the potential V + Wν, and ν follows the law μ⁺ that comes out until they
 * agree to the tolerance in total variation.
 *
 * @param solve the step of a potential
 */
export async function selfConsistent(
  { potential, interaction }: SiteEnergy,
  start: Float64Array,
  solve: (potential: Float64Array) => Promise<EntropicMinimum>,
  tolerance: number,
): Promise<EntropicMinimum> {
  if (!interaction) return solve(potential);
  const roundAt = async (frozen: Float64Array) => {
    const minimum = await solve(plus(potential, 1, interaction(frozen)));
    const inconsistency = minimum.masses.reduce((sum, mass, i) => sum + Math.abs(mass - frozen[i]!), 0) / 2;
    return { minimum, inconsistency, image: minimum.masses, isSolved: inconsistency <= tolerance };
  };
  const { round, rounds, status } = (await fixedPoint(roundAt, start, MOST_ROUNDS))!;
  const { minimum, inconsistency } = round;
  return {
    ...minimum,
    status: status === 'converged' ? minimum.status : status,
    report: { ...minimum.report, rounds, inconsistency },
  };
}
