import { z } from 'zod';
import { discretisationOf, flowNeeds, flowParameters, takeSteps } from '../src/discretisation/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The JKO scheme ρ_{k+1} = argmin W₂²(ρ, ρ_k)/2η + J(ρ), with the cost |x − y|², for KL(ρ | π) or any other `energy`. With N particles
 * (`discretisation: 'blob'`) it is X^{k+1} = argmin |X − X^k|²/(2ηN) + F(X), where KL becomes the blob free energy
 * F = (1/N) Σᵢ log ρ_δ(xᵢ) − (1/N) Σᵢ log π(xᵢ). What follows is about particles.
 *
 * `solver.status` is `converged`, or `rounding-limit` where float32 positions and forces allow no better residual than the one reported.
 * A step that the solver cannot finish is done again as two half steps, and those as four; `solver.retries` counts the halvings. If that
 * does not help, the ensemble stops with the reason. `solver` also has the iterations, the residual, the bandwidth
 * and the `dissipation` F(X^k) − F(X^{k+1}) ≥ 0 of the step, and on the line what the step did to the order and the density of the particles.
 *
 * `energy` is F after each step. Where 'auto' changes δ, F jumps though nothing moved: the earlier entries are then shifted by the jump. So
 * the last entry is always F(X) at the bandwidth in use, the differences are dissipation, and the curve never rises.
 *
 * Evaluations: each solver iteration takes N densities and N gradients; the Hessian of log π takes d·N more gradient evaluations per
 * iteration of Newton (N per Hessian-vector product above 8 dimensions).
 */
export const blobJko = defineMethod({
  type: 'blob-jko',
  component: 'BlobJko',
  title: 'JKO scheme',
  source: 'Jordan, Kinderlehrer & Otto 1998, equation (14); blob: Carrillo, Craig & Patacchini 2019 (arXiv 1709.09195)',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('η of the JKO step, time units; any size is stable'),
    ...flowParameters,
    solver: z
      .enum(['newton', 'l-bfgs'])
      .default('newton')
      .describe('of particles: newton takes the fewest iterations; l-bfgs is quicker for short steps of thousands'),
    tolerance: z
      .number()
      .positive()
      .default(1e-4)
      .describe('root mean square of (X − X^k)/η + G(X), relative to the forces at X^k; float32 reaches about 1e-6'),
    maxIterations: z.int().positive().default(200).describe('of the solver, per step'),
  }),
  needs: flowNeeds,
  flow: 'jko',
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => discretisationOf(parameters.discretisation).prepare(ensemble, parameters),
  advance: (context, steps) => takeSteps(context, steps, discretisationOf(context.parameters.discretisation).jkoStep),
});
