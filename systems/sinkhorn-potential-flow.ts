import { z } from 'zod';
import { prepareSites, siteNeeds, siteParameters, siteTolerance, takeSiteSteps } from '../src/discretisation/index.ts';
import { sinkhornPotentialFlowStep } from '../src/sinkhorn-potential-flow/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The Sinkhorn potential flow (ε/2)(I − K²)⁻¹H[μ̇] + V + p = const on sites that carry mass, with the cost |x − y|²: what the Sinkhorn JKO scheme
 * comes to as τ → 0, and ẋ = −∇V as ε → 0. The pressure p ≤ 0 keeps masses ≥ 0. Mass teleports: it need not pass through what lies between
 * two wells, and reaches the global minimum in finite time, at an angle in the RKHS of e^{−|x − y|²/ε} that grows at a constant rate.
 *
 * A step is one linear complementarity problem in the coefficients a of e^{−f_μμ/ε} = Ga, G_ij = e^{−|x_i − x_j|²/ε}, solved by an active set.
 * Where ε ≫ h², few sites carry the law; then compare means, energies and the mass of a well, never site by site. An interaction is that at the
 * end of the step (θ = 1), and an entropy is implicit, keeps all masses positive and leaves no pressure.
 *
 * All numbers are float64 on the CPU. `solver.status` is `converged` where the conditions of complementarity hold to the tolerance, and
 * `solver.violation` by how much they are missed; `solver.supportSize` counts the sites with mass. The column `pressure` is ≤ 0, and 0 where
 * there is mass.
 */
export const sinkhornPotentialFlow = defineMethod({
  type: 'sinkhorn-potential-flow',
  component: 'SinkhornPotentialFlow',
  title: 'Sinkhorn potential flow',
  source: 'The Sinkhorn JKO scheme, arXiv 2511.14278; geometry: Lavenant et al. 2024, arXiv 2405.04987',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.01).describe('δ, time units'),
    ...siteParameters,
    theta: z.number().min(0.5).max(1).default(1).describe('θ of the θ-method: 1 is implicit Euler, 0.5 Crank-Nicolson'),
    tolerance: siteTolerance.describe('relative violation of the complementarity; default 1e-10'),
    maxIterations: z
      .int()
      .positive()
      .optional()
      .describe('per step: rounds of the active set, or Newton steps with an entropy; default 200'),
  }),
  needs: siteNeeds,
  sites: true,
  flow: 'sinkhorn-potential-flow',
  stepSize: ({ stepSize }) => stepSize,
  prepare: prepareSites,
  advance: (context, steps) =>
    takeSiteSteps(context, steps, ({ kernel, law, energy }, parameters) =>
      sinkhornPotentialFlowStep(kernel, law, energy, parameters),
    ),
});
