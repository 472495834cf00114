import type { Discretisation } from '../discretisation.ts';
import { blobEulerStep } from './euler-step.ts';
import { blobJkoFlowStep } from './jko-flow-step.ts';
import { blobJkoStep } from './jko-step.ts';
import { sayingOrder } from './order.ts';
import { blobRungeKuttaStep } from './runge-kutta-step.ts';
import { startBlob } from './start.ts';

/**
 * N particles of equal mass, the entropy of which is that of the cloud blurred by N(0, δ²I). On the line `solver` also says what a step did
 * to the order of the particles since they were prepared, and to their density.
 */
export const blob: Discretisation = {
  prepare: startBlob,
  jkoStep: sayingOrder(blobJkoStep),
  gradientFlowStep: sayingOrder((ensemble, parameters) =>
    parameters.integrator === 'euler' ? blobEulerStep(ensemble, parameters) : blobRungeKuttaStep(ensemble, parameters),
  ),
  jkoFlowStep: sayingOrder(blobJkoFlowStep),
};
