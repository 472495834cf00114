import { needsTarget } from '../../energies/index.ts';
import {
  energyOf,
  lawOfMasses,
  type SiteEnergy,
  type SiteLaw,
  type SiteStep,
  type SiteStepStatus,
} from '../../sites/index.ts';
import { Column } from '../../tensor/index.ts';
import type { Context, Ensemble } from '../../world/index.ts';
import type { FlowStep } from '../discretisation.ts';
import { takeSteps } from '../take-steps.ts';
import { kernelOf } from './kernel-of.ts';
import { massesOf } from './masses.ts';
import { potentialAt, type SiteParameters, type SiteProblem, siteProblem } from './problem.ts';

/**
 * Let the particles of an ensemble be sites: remember their masses and coefficients and the potential at them, in float64.
 * @throws InputError when the target has no density at a site, or the initial measure no mass
 */
export async function prepareSites({ ensemble, parameters }: Context<SiteParameters>): Promise<void> {
  const kernel = await kernelOf(ensemble, parameters.epsilon);
  const law = await lawOfMasses(kernel, await massesOf(ensemble));
  if (needsTarget(parameters.energy)) ensemble.memory.set('potential', await potentialAt(ensemble, kernel.sites));
  setLaw(ensemble, law, new Float64Array(ensemble.count));
}

/** Take so many steps on sites; the weights move, and the pressure is a column beside them. */
export const takeSiteSteps = <P extends SiteParameters & { stepSize: number }>(
  context: Context<P>,
  steps: number,
  stepOf: (problem: SiteProblem, parameters: P) => Promise<SiteStep>,
): Promise<void> =>
  takeSteps(context, steps, async (ensemble, parameters): Promise<FlowStep> => {
    const problem = await siteProblem(ensemble, parameters);
    const { law, pressure, status, report } = await stepOf(problem, parameters);
    setLaw(ensemble, law, pressure);
    return {
      energyBefore: energyOf(problem.energy, problem.law.masses),
      energyAfter: energyOf(problem.energy, law.masses),
      solver: {
        status,
        ...report,
        ...stoppedEarly(ensemble, status),
        ...aboveMinimum(problem.energy, law),
        cost: 'squared',
      },
    };
  });

/** In how many steps so far the solver stopped early: the status is that of the last one alone. */
function stoppedEarly({ solver }: Ensemble, status: SiteStepStatus): { stoppedEarly?: number } {
  const before = typeof solver.stoppedEarly === 'number' ? solver.stoppedEarly : 0;
  const count = before + (status === 'converged' ? 0 : 1);
  return count > 0 ? { stoppedEarly: count } : {};
}

/** E − min E, where the minimum is all mass at the lowest site. */
function aboveMinimum(energy: SiteEnergy, { masses }: SiteLaw): { aboveMinimum?: number } {
  if (energy.entropy > 0 || energy.interaction) return {};
  const lowest = energy.potential.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  return { aboveMinimum: masses.reduce((sum, mass, i) => sum + mass * (energy.potential[i]! - lowest), 0) };
}

/** The weights that everyone sees are float32; what the next step goes on from is float64. */
export function setLaw(
  { columns, memory, count }: Ensemble,
  { masses, coefficients }: SiteLaw,
  pressure?: Float64Array,
): void {
  memory.set('masses', masses);
  memory.set('coefficients', coefficients);
  const values = { weight: masses, ...(pressure && { pressure }) };
  for (const [attribute, column] of Object.entries(values)) {
    const float32 = Float32Array.from(column);
    if (columns[attribute]) columns[attribute].write(float32);
    else columns[attribute] = new Column(float32, [count]);
  }
}
