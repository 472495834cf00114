import { blobEulerStep } from './blob-euler-step.ts';
import { blobJkoFlowStep } from './blob-jko-flow-step.ts';
import { blobJkoStep } from './blob-jko-step.ts';
import { rememberOrder, sayingOrder } from './blob-order.ts';
import { blobRungeKuttaStep } from './blob-runge-kutta-step.ts';
import type { Discretisation } from './discretisation.ts';

/**
 * N particles of equal mass, the entropy of which is that of the cloud blurred by N(0, δ²I). On the line `solver` also says what a step did
 * to the order of the particles since they were prepared, and to their density.
 */
export const blob: Discretisation = {
  prepare: rememberOrder,
  jkoStep: sayingOrder(blobJkoStep),
  gradientFlowStep: sayingOrder((ensemble, parameters) =>
    parameters.integrator === 'euler' ? blobEulerStep(ensemble, parameters) : blobRungeKuttaStep(ensemble, parameters),
  ),
  jkoFlowStep: sayingOrder(blobJkoFlowStep),
};
