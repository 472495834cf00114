import { RunError } from '../../errors.ts';
import { stiffness } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters } from '../discretisation.ts';
import { plainFormUnstable } from '../stability-limit.ts';
import { lawBeforeStep, lawEnergy } from './law.ts';

/** @throws RunError when η is beyond 2/λ_max: there −(I − (η/2)H)G turns away from the descent */
export async function checkPlainForm(ensemble: Ensemble, parameters: FlowParameters): Promise<void> {
  const { stepSize } = parameters;
  const law = await lawBeforeStep(ensemble);
  const largest = await stiffness(await lawEnergy(ensemble, law, parameters).at(law.quantiles), law.grid);
  if (stepSize * largest < 2) return;
  throw new RunError(plainFormUnstable(stepSize, largest));
}
