import { quantileJkoStep as solve } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowStep, JkoParameters } from '../discretisation.ts';
import { patientStep } from '../patient-step.ts';
import { lawBeforeStep, lawEnergy, orderReport, placeLaw } from './law.ts';

/** X^{k+1} = argmin W₂²/2η + F. @throws RunError when the solver stops early however small the step */
export async function quantileJkoStep(ensemble: Ensemble, parameters: JkoParameters): Promise<FlowStep> {
  const { maxIterations, tolerance } = parameters;
  const law = await lawBeforeStep(ensemble);
  const energy = lawEnergy(ensemble, law, parameters);
  const done = await patientStep(law.quantiles, parameters, (start, stepSize) =>
    solve(start, energy, { stepSize, tolerance, maxIterations }),
  );
  placeLaw(ensemble, { ...law, quantiles: done.points });
  const { energyBefore, energyAfter, status, iterations, evaluations, residual, retries } = done;
  const converged = status === 'converged';
  const order = orderReport(law, done.points);
  return {
    energyBefore,
    energyAfter,
    solver: { status, converged, iterations, evaluations, residual, retries, ...order },
  };
}
