import { RunError } from '../../errors.ts';
import { isAscending, stiffness } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters, FlowStep } from '../discretisation.ts';
import { exploded, stabilityLimit } from '../stability-limit.ts';
import { lawBeforeStep, lawEnergy, orderReport, placeLaw, rearranged } from './law.ts';

/**
 * One explicit step X − ηG, whether it is stable or not. Where it folds the law, `status` says so, and there is no next step: X is no
 * quantile function any more.
 * @throws RunError when the energy is no longer finite
 */
export async function quantileEulerStep(ensemble: Ensemble, parameters: FlowParameters): Promise<FlowStep> {
  const { stepSize } = parameters;
  const law = await lawBeforeStep(ensemble);
  const { grid, quantiles } = law;
  const model = await lawEnergy(ensemble, law, parameters).at(quantiles);
  const largestCurvature = await stiffness(model, grid);
  const stable = stepSize * largestCurvature < 2;

  const after = quantiles.map((value, i) => value - stepSize * model.gradient[i]!);
  const folded = !isAscending(after);
  // The energy is that of the law, which a fold does not end: sorted, the points are its quantiles on another grid.
  const there = folded ? rearranged(after, grid.masses) : { ...law, quantiles: after };
  const energyAfter = await lawEnergy(ensemble, there, parameters).valueAt(there.quantiles);
  if (!Number.isFinite(energyAfter)) throw new RunError(exploded(stepSize, largestCurvature));
  placeLaw(ensemble, { ...law, quantiles: after });
  return {
    energyBefore: model.value,
    energyAfter,
    solver: {
      status: folded ? 'folded' : stable ? 'stable' : 'beyond-the-stability-limit',
      stable,
      largestCurvature,
      ...stabilityLimit(largestCurvature),
      ...orderReport(law, after),
    },
  };
}
