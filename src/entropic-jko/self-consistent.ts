import { plus } from '../linalg/index.ts';
import type { SiteEnergy } from '../sites/index.ts';
import type { EntropicMinimum } from './problem.ts';

const MOST_ROUNDS = 100;
/** Where a full update overshoots, this share of it does not, unless the interaction is far stiffer than the transport. */
const DAMPING = 0.3;

/**
 * A step of an energy with an interaction: the interaction is frozen into the potential V + Wν, and ν follows the law μ⁺ that comes out until they
 * agree to the tolerance in total variation. Fully, and from when that first makes things worse on by a part.
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
  let frozen = start;
  let last = Number.POSITIVE_INFINITY;
  let share = 1;
  for (let rounds = 1; ; rounds++) {
    const minimum = await solve(plus(potential, 1, interaction(frozen)));
    const change = minimum.masses.reduce((sum, mass, i) => sum + Math.abs(mass - frozen[i]!), 0) / 2;
    const report = { ...minimum.report, rounds, inconsistency: change };
    if (change <= tolerance) return { ...minimum, report };
    if (rounds === MOST_ROUNDS) return { ...minimum, status: 'max-iterations', report };
    if (change > last) share = DAMPING;
    last = change;
    frozen = frozen.map((mass, i) => mass + share * (minimum.masses[i]! - mass));
  }
}
