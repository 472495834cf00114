import {
  type GaussianLaw,
  type GaussianMoments,
  gaussianEnergy,
  gaussianEulerStep,
  gaussianGradientFlow,
  gaussianJkoFlow,
  gaussianJkoStep,
  type QuadraticEnergy,
  quadraticEnergy,
  squaredSlope,
  stiffness,
} from '../../bures/index.ts';
import { InputError, RunError } from '../../errors.ts';
import type { Matrix } from '../../linalg/index.ts';
import { gaussianTransport } from '../../transport/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { Discretisation, FlowParameters, FlowStep } from '../discretisation.ts';
import { exploded, stabilityLimit } from '../stability-limit.ts';
import { lawOf, prepareLaw, showLaw } from './law.ts';

/** What a step comes to: the next law, and the matrix of the map that takes the particles there if it is not the optimal one. */
type NextLaw = GaussianMoments & { matrix?: Matrix };

/**
 * Mean and covariance in closed form, in float64: no error of a discretisation at all. It needs a Gaussian initial measure, and an energy of
 * potential (of a Gaussian target), entropy and quadratic attraction. What a solver would be told (`solver`, `tolerance`, `maxIterations`,
 * `bandwidth`) is ignored. JKO-Flow in the Padé form solves (I + (η/2)H)v = −∇δJ/δρ with the Hessian H of J on the space of Gaussians.
 *
 * The particles are there to be looked at: points x = mean + Fz with fixed z whose sample mean is 0 and whose sample covariance (divided by n) is
 * I, so that theirs are exactly those of the law as long as there are more particles than dimensions (`solver.standardised`). Each step takes F
 * to AF, with A the matrix of the optimal map between the two laws (of explicit Euler: of its own map), so each of them follows the flow.
 *
 * A particle that is moved by hand gets a new z, and is carried along from there; the law stays. An ensemble that gets this discretisation on its
 * way goes on from the Gaussian of its sample moments.
 */
export const gaussian: Discretisation = {
  async prepare(ensemble, { energy }) {
    const { type } = ensemble.initial.spec;
    if (type !== 'gaussian') {
      throw new InputError(`initial: must be gaussian for the discretisation gaussian, got ${type}`);
    }
    quadraticEnergy(energy, ensemble);
    await prepareLaw(ensemble);
  },
  jkoStep: async (ensemble, parameters) =>
    move(ensemble, parameters, (law, energy) => gaussianJkoStep(law, energy, parameters.stepSize)),
  gradientFlowStep: async (ensemble, parameters) => {
    const { stepSize, integrator } = parameters;
    if (integrator === 'euler') return eulerStep(ensemble, parameters);
    return move(ensemble, parameters, (law, energy) => gaussianGradientFlow(law, energy, stepSize));
  },
  jkoFlowStep: async (ensemble, parameters) => {
    const { stepSize, form } = parameters;
    return move(ensemble, parameters, (law, energy) => gaussianJkoFlow(law, energy, { stepSize, form }));
  },
};

/**
 * One explicit step, whether it is stable or not: `solver` says on which side of 2/λ_max(L + kI + TΣ⁻¹) η lies.
 * @throws RunError when the step leaves a direction without any spread, or is no longer finite
 */
function eulerStep(ensemble: Ensemble, parameters: FlowParameters): FlowStep {
  const { stepSize } = parameters;
  const largest = stiffness(lawOf(ensemble), quadraticEnergy(parameters.energy, ensemble));
  const stable = stepSize * largest < 2;
  const step = move(ensemble, parameters, (law, energy) => {
    const next = gaussianEulerStep(law, energy, stepSize);
    if (Number.isFinite(gaussianEnergy(next, energy))) return next;
    throw new RunError(exploded(stepSize, largest));
  });
  return {
    ...step,
    solver: {
      ...step.solver,
      status: stable ? 'stable' : 'beyond-the-stability-limit',
      stable,
      largestCurvature: largest,
      ...stabilityLimit(largest),
    },
  };
}

function move(
  ensemble: Ensemble,
  parameters: FlowParameters,
  next: (law: GaussianLaw, energy: QuadraticEnergy) => NextLaw,
): FlowStep {
  const energy = quadraticEnergy(parameters.energy, ensemble);
  const before = lawOf(ensemble);
  const after = next(before, energy);
  showLaw(ensemble, after, after.matrix ?? gaussianTransport(before, after).brenier.matrix);
  return {
    energyBefore: gaussianEnergy(before, energy),
    energyAfter: gaussianEnergy(after, energy),
    solver: {
      status: 'closed-form',
      converged: true,
      squaredSlope: squaredSlope(after, energy),
      standardised: ensemble.memory.get('standardised')?.[0] === 1,
    },
  };
}
