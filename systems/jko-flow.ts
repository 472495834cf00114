import { z } from 'zod';
import { discretisationOf, flowNeeds, flowParameters, takeSteps } from '../src/discretisation/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * JKO-Flow: the Wasserstein gradient flow of the modified energy J^η = J − (η/4)∫|∇δJ/δρ|² dρ, which the JKO scheme with the step η follows
 * to second order. With G and H = N·Hess F of the discretised energy, Ẋ = −(I − (η/2)H)G (`plain`), or to the same order and stable at any η,
 * Ẋ = −(I + (η/2)H)⁻¹G (`pade`). A step follows it over the time η.
 *
 * Of particles, `pade` needs I + (η/2)H positive definite. Where particles lie much nearer than a bandwidth, as random ones do at first, it is not,
 * and the step follows J^{η/2}, J^{η/4}, … instead: `solver.status` is then `indefinite` and `solver.modification` the η of what was followed.
 * `plain` stops the ensemble where η is beyond its limit. `energy` is J after each step, `solver.modifiedEnergy` J^η.
 *
 * Evaluations: each velocity takes N densities, N gradients and the Hessian of log π, which is d·N more gradients (N for each product of
 * conjugate gradients above 8 dimensions); an adaptive step takes six velocities.
 */
export const jkoFlow = defineMethod({
  type: 'jko-flow',
  component: 'JkoFlow',
  title: 'JKO-Flow',
  source: 'Halmos & Hanin 2025 (arXiv 2511.14827), the modified energy J^η',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('η of the modified energy and time of a step'),
    ...flowParameters,
    form: z.enum(['pade', 'plain']).default('pade').describe('plain is stable only for η·λ_max < 2, and says so'),
    tolerance: z.number().positive().default(1e-6).describe('of the integrator, relative to the spread of the cloud'),
  }),
  needs: flowNeeds,
  flow: 'jko-flow',
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => discretisationOf(parameters.discretisation).prepare(ensemble, parameters),
  advance: (context, steps) =>
    takeSteps(context, steps, discretisationOf(context.parameters.discretisation).jkoFlowStep),
});
