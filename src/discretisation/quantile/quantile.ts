import { integrate, integrateStiff } from '../../ode/index.ts';
import { gradientFlowAt, jkoFlowVelocity } from '../../quantile/index.ts';
import type { Discretisation } from '../discretisation.ts';
import { quantileEulerStep } from './euler-step.ts';
import { quantileFollow } from './follow.ts';
import { quantileJkoStep } from './jko-step.ts';
import { checkPlainForm } from './plain-form.ts';
import { startQuantiles } from './start.ts';

/**
 * Laws on the line by their quantile function, exact but for the spacing h of its grid (O(h²), and without error for Gaussians): the
 * reference that particles are measured against. Row i of the ensemble is the quantile X(z_i), its weight the mass of the node. `solver`
 * says what the last step did to the order and the density, see `OrderReport`.
 */
export const quantile: Discretisation = {
  prepare: startQuantiles,
  jkoStep: quantileJkoStep,
  gradientFlowStep(ensemble, parameters) {
    if (parameters.integrator === 'euler') return quantileEulerStep(ensemble, parameters);
    return quantileFollow(ensemble, parameters, (energy, ...course) =>
      integrateStiff((quantiles) => gradientFlowAt(quantiles, energy), ...course),
    );
  },
  async jkoFlowStep(ensemble, parameters) {
    if (parameters.form === 'plain') await checkPlainForm(ensemble, parameters);
    return quantileFollow(ensemble, parameters, (energy, ...course) =>
      integrate((quantiles) => jkoFlowVelocity(quantiles, energy, parameters), ...course),
    );
  },
};
