import { requireFiniteEnergy } from '../energies/index.ts';
import type { Context, Ensemble } from '../world/index.ts';
import type { FlowStep } from './discretisation.ts';

/**
 * Take so many steps, keep the energy after each one, and let `solver` say what the last one was like.
 *
 * Where a step measures the energy anew (another bandwidth), the earlier entries are shifted by the jump: the last entry is always the
 * energy as it is measured now, and differences along the curve are dissipation.
 *
 * @throws RunError when the energy is infinite to begin with
 */
export async function takeSteps<P extends { stepSize: number }>(
  { ensemble, parameters }: Context<P>,
  steps: number,
  stepOf: (ensemble: Ensemble, parameters: P) => Promise<FlowStep>,
): Promise<void> {
  for (let s = 0; s < steps; s++) {
    const { energyBefore, energyAfter, rebased, solver } = await stepOf(ensemble, parameters);
    requireFiniteEnergy(energyBefore);
    if (rebased) shiftEnergies(ensemble, energyBefore);
    ensemble.energy.push([ensemble.time + (s + 1) * parameters.stepSize, energyAfter]);
    ensemble.solver = { ...solver, dissipation: energyBefore - energyAfter };
  }
}

/** Move the energies of this method so far to where the last one is `value`. */
function shiftEnergies(ensemble: Ensemble, value: number): void {
  const since = ensemble.memory.get('firstEnergy')?.[0] ?? ensemble.energy.length;
  ensemble.memory.set('firstEnergy', Float64Array.of(since));
  const own = ensemble.energy.slice(since);
  const jump = value - (own.at(-1)?.[1] ?? value);
  ensemble.energy.splice(since, own.length, ...own.map(([time, energy]): [number, number] => [time, energy + jump]));
}
