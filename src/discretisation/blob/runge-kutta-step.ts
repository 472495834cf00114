import type { Ensemble } from '../../world/index.ts';
import type { FlowStep, GradientFlowParameters } from '../discretisation.ts';
import { blobCloud } from './cloud.ts';
import { follow } from './follow.ts';

/** The gradient flow Ẋ = −G itself over the time η. @throws RunError when the integrator cannot go on */
export async function blobRungeKuttaStep(ensemble: Ensemble, parameters: GradientFlowParameters): Promise<FlowStep> {
  const { stepSize, tolerance } = parameters;
  const cloud = await blobCloud(ensemble, parameters);
  const downhill = async ({ gradient }: { gradient: Float64Array }): Promise<Float64Array> =>
    gradient.map((value) => -value);
  const followed = await follow(ensemble, cloud, downhill, { duration: stepSize, tolerance });
  const { energyBefore, after, integrator } = followed;
  return {
    energyBefore,
    energyAfter: after.value,
    rebased: cloud.rebased,
    solver: { status: 'converged', ...integrator, bandwidth: cloud.bandwidth },
  };
}
