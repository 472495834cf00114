import type { EnergyModel } from '../../energies/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowStep, JkoFlowParameters } from '../discretisation.ts';
import { blobCloud } from './cloud.ts';
import { padeStep } from './pade-step.ts';
import { plainStep } from './plain-step.ts';

/** Follow the gradient flow of J^η over the time η. `energy` is J, `solver.modifiedEnergy` is J^η where the step ends. @throws RunError */
export async function blobJkoFlowStep(ensemble: Ensemble, parameters: JkoFlowParameters): Promise<FlowStep> {
  const cloud = await blobCloud(ensemble, parameters);
  const step = parameters.form === 'pade' ? padeStep : plainStep;
  const { energyBefore, after, integrator, modification, solver } = await step(ensemble, cloud, parameters);
  return {
    energyBefore,
    energyAfter: after.value,
    rebased: cloud.rebased,
    solver: {
      ...integrator,
      ...solver,
      modification,
      modifiedEnergy: after.value - (modification / 4) * squaredSlope(after, ensemble.count),
      bandwidth: cloud.bandwidth,
    },
  };
}

/** ∫|∇δJ/δρ|² dρ, for particles (1/N) Σ|G|². */
const squaredSlope = ({ gradient }: EnergyModel, count: number): number =>
  gradient.reduce((sum, value) => sum + value * value, 0) / count;
