import { z } from 'zod';
import { discretisationOf, flowNeeds, flowParameters, takeSteps } from '../src/discretisation/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The Wasserstein gradient flow ∂ρ/∂t = ∇·(ρ∇δJ/δρ) of an energy J: particles follow −∇δJ/δρ, here −G = −N∇F of the discretised energy F.
 *
 * `euler` takes one explicit step x ← x − ηG, stable or not. `solver` says the largest curvature λ_max(H), H = N·Hess F, the largest stable step
 * 2/λ_max, and in `status` on which side η lies: `stable` or `beyond-the-stability-limit`. `runge-kutta` follows the flow within η.
 *
 * Evaluations of particles: a step of `euler` takes N densities and N gradients. λ_max is measured at the first step, at every tenth, when the
 * bandwidth changes, and after a step along which the energy curved more; that takes as many again and about ten Hessian-vector products.
 */
export const wassersteinGradientFlow = defineMethod({
  type: 'wasserstein-gradient-flow',
  component: 'WassersteinGradientFlow',
  title: 'Wasserstein gradient flow',
  source: 'Ambrosio, Gigli & Savaré 2008; blob: Carrillo, Craig & Patacchini 2019 (arXiv 1709.09195)',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.01).describe('η, time units; explicit Euler is stable below 2/λ_max'),
    ...flowParameters,
    integrator: z
      .enum(['euler', 'runge-kutta'])
      .default('euler')
      .describe('one explicit step, or the flow itself by adaptive Runge-Kutta steps within η'),
    tolerance: z.number().positive().default(1e-6).describe('of runge-kutta, relative to the spread of the cloud'),
  }),
  needs: flowNeeds,
  flow: 'fokker-planck',
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => discretisationOf(parameters.discretisation).prepare(ensemble, parameters),
  advance: (context, steps) =>
    takeSteps(context, steps, discretisationOf(context.parameters.discretisation).gradientFlowStep),
});
