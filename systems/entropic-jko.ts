import { z } from 'zod';
import { prepareSites, siteNeeds, siteParameters, siteTolerance, takeSiteSteps } from '../src/discretisation/index.ts';
import { entropicJkoStep } from '../src/entropic-jko/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The entropic JKO scheme μ_{k+1} = argmin E(μ) + OT_ε(μ, μ_k)/2τ on sites that carry mass, with the cost |x − y|² and no debiasing: what the
 * Sinkhorn JKO scheme is there to mend. Two schemes carry the name, with opposite biases. With ε KL(π | μ⊗μ_k) (`reference: 'product'`) a
 * step sharpens the law by ε/2 of variance whatever τ is, down to a Dirac; with ε KL(π | 1⊗μ_k) (`'fixed'`) it blurs it by as much, and with
 * ε = ατ it is a diffusion of coefficient α/4 that no energy asked for.
 *
 * All numbers are float64 on the CPU. `solver.status` is `converged` where the conditions of optimality hold to the tolerance, `solver.excess` and
 * `solver.complementarity` are by how much they are missed (product), `solver.residual` is the change of the last scaling (fixed, or any
 * entropy). The column `pressure` is ≤ 0, and 0 where there is mass.
 */
export const entropicJko = defineMethod({
  type: 'entropic-jko',
  component: 'EntropicJko',
  title: 'Entropic JKO scheme',
  source:
    'Peyré 2015, "Entropic approximation of Wasserstein gradient flows", arXiv 1502.06216; product: arXiv 2511.14278',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.05).describe('τ, time units'),
    ...siteParameters,
    reference: z
      .enum(['product', 'fixed'])
      .default('product')
      .describe('product: KL(π | μ⊗μ_k), which sharpens; fixed: KL(π | 1⊗μ_k), which blurs'),
    tolerance: siteTolerance.describe('relative violation of the conditions of optimality; default 1e-4 min(1, 2τ/ε)'),
    maxIterations: z
      .int()
      .positive()
      .optional()
      .describe('per step; default 500 Newton steps, or 10,000 scalings (fixed, or any entropy)'),
  }),
  needs: siteNeeds,
  sites: true,
  flow: 'entropic-jko',
  stepSize: ({ stepSize }) => stepSize,
  prepare: prepareSites,
  advance: (context, steps) =>
    takeSiteSteps(context, steps, ({ kernel, law, energy }, parameters) =>
      entropicJkoStep(kernel, law, energy, parameters),
    ),
});
