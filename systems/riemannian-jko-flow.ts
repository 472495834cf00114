import { z } from 'zod';
import {
  manifoldParameter,
  preparePoints,
  stabilityLimit,
  stepPoints,
  takeSteps,
} from '../src/discretisation/index.ts';
import { modifiedFlow } from '../src/manifolds/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The Riemannian gradient flow of V − (η/4)|grad V|² with V = −log π, which the proximal point scheme with the step η follows to second
 * order: ẋ = −(I − (η/2)Hess V) grad V (`plain`), or to the same order ẋ = −(I + (η/2)Hess V)⁻¹ grad V (`pade`). A step follows it over the time η.
 *
 * `plain` stops the ensemble with the limit where η·λ_max(Hess V) ≥ 2, `pade` where η·λ_min ≤ −2. `energy` is the mean of V itself.
 */
export const riemannianJkoFlow = defineMethod({
  type: 'riemannian-jko-flow',
  component: 'RiemannianJkoFlow',
  title: 'Riemannian JKO-Flow',
  source: 'arXiv 2511.14827, the kinetic energy as the implicit bias of a potential',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('η of the modified potential and time of a step'),
    manifold: manifoldParameter,
    form: z.enum(['pade', 'plain']).default('pade').describe('plain is stable only for η·λ_max < 2, and says so'),
    tolerance: z
      .number()
      .positive()
      .default(1e-6)
      .describe('of the integrator, relative to the spread of the cloud; absolute for angles and unit vectors'),
  }),
  needs: { target: true, gradient: true, samples: false },
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => preparePoints(ensemble, parameters),
  advance: (context, steps) =>
    takeSteps(context, steps, (ensemble, parameters) =>
      stepPoints(
        ensemble,
        parameters,
        (manifold, potential, start) => modifiedFlow(manifold, potential, start, parameters),
        ({ steps: integratorSteps, rejected, smallestCurvature, largestCurvature }) => ({
          ...{ status: 'converged', integratorSteps, rejected, smallestCurvature, largestCurvature },
          ...stabilityLimit(largestCurvature),
        }),
      ),
    ),
});
