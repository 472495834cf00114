import { jkoStep } from '../../energies/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowStep, JkoParameters } from '../discretisation.ts';
import { patientStep } from '../patient-step.ts';
import { blobCloud, moveTo } from './cloud.ts';

/** X^{k+1} = argmin |X − X^k|²/(2ηN) + F(X). @throws RunError when the solver stops early however small the step */
export async function blobJkoStep(ensemble: Ensemble, parameters: JkoParameters): Promise<FlowStep> {
  const { solver, tolerance, maxIterations } = parameters;
  const { points, energy, bandwidth, rebased } = await blobCloud(ensemble, parameters);
  const done = await patientStep(points, parameters, (start, stepSize) =>
    jkoStep(start, energy, { stepSize, solver, tolerance, maxIterations, reach: bandwidth }),
  );
  moveTo(ensemble, done.points);
  const { energyBefore, energyAfter, status, iterations, evaluations, hessianProducts, residual, retries } = done;
  const converged = status === 'converged';
  return {
    energyBefore,
    energyAfter,
    rebased,
    solver: { status, converged, iterations, evaluations, hessianProducts, residual, retries, bandwidth },
  };
}
