import { z } from 'zod';
import { prepareSites, siteNeeds, siteParameters, siteTolerance, takeSiteSteps } from '../src/discretisation/index.ts';
import { SINKHORN_JKO_SOLVERS, sinkhornJkoStep } from '../src/sinkhorn-jko/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The Sinkhorn JKO scheme μ_{k+1} = argmin E(μ) + S_ε(μ, μ_k)/2τ on sites that carry mass, S_ε the Sinkhorn divergence of the cost |x − y|² and
 * ε KL(π | μ⊗ν). Debiased: a law that minimises E stays, and a Dirac in a convex potential follows ẋ = −∇V. As τ → 0 it becomes the Sinkhorn
 * potential flow, and with it mass teleports between wells.
 *
 * A step is one convex problem in the coefficients a of e^{−f_μμ/ε} = Ga, G_ij = e^{−|x_i − x_j|²/ε}, with no inner Sinkhorn iteration. Where ε ≫ h²,
 * few sites carry the law; then compare means, energies and the mass of a well, never site by site. An interaction is iterated to a fixed point, and
 * an entropy keeps all masses positive and leaves no pressure.
 *
 * All numbers are float64 on the CPU. `solver.status` is `converged` where the conditions of optimality hold to the tolerance, and `solver.excess`
 * (max R − 1) and `solver.complementarity` (Σ μ |R − 1|) are by how much they are missed; `solver.supportSize` counts the sites with mass, and
 * `solver.solver` says who solved it. The column `pressure` is ≤ 0, and 0 where there is mass.
 */
export const sinkhornJko = defineMethod({
  type: 'sinkhorn-jko',
  component: 'SinkhornJko',
  title: 'Sinkhorn JKO scheme',
  source: 'The Sinkhorn JKO scheme, arXiv 2511.14278; geometry: Lavenant et al. 2024, arXiv 2405.04987',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.02).describe('τ, time units'),
    ...siteParameters,
    solver: z
      .enum(SINKHORN_JKO_SOLVERS)
      .default('auto')
      .describe('auto: active-set, and multiplicative where its support gets too large; mirror-descent is a check'),
    tolerance: siteTolerance.describe(
      'of max R − 1 and Σ μ |R − 1|; default 1e-3 min(1, 2τ/ε): a looser one freezes the flow',
    ),
    maxIterations: z
      .int()
      .positive()
      .optional()
      .describe('per step: Newton steps, multiplications or mirror steps; default 1,000'),
  }),
  needs: siteNeeds,
  sites: true,
  flow: 'sinkhorn-jko',
  stepSize: ({ stepSize }) => stepSize,
  prepare: prepareSites,
  advance: (context, steps) =>
    takeSiteSteps(context, steps, ({ kernel, law, energy }, parameters) =>
      sinkhornJkoStep(kernel, law, energy, parameters),
    ),
});
