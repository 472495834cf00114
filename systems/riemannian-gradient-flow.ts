import { z } from 'zod';
import {
  manifoldParameter,
  preparePoints,
  stabilityLimit,
  stepPoints,
  takeSteps,
} from '../src/discretisation/index.ts';
import { explicitStep, gradientFlow } from '../src/manifolds/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The Riemannian gradient flow ẋ = −grad V(x) of V = −log π, each particle for itself: the Wasserstein gradient flow of the potential energy.
 *
 * `runge-kutta` follows it adaptively. `euler` takes one step x ← exp_x(−η grad V) along a geodesic, whether it is stable or not: `solver` says
 * the largest eigenvalue of Hess V over the particles, the largest stable step 2/λ_max, and on which side η lies. `energy` is the mean of V.
 */
export const riemannianGradientFlow = defineMethod({
  type: 'riemannian-gradient-flow',
  component: 'RiemannianGradientFlow',
  title: 'Riemannian gradient flow',
  source: 'Absil, Mahony & Sepulchre 2008, chapter 4; arXiv 2511.14827',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('η, time units; euler is stable below 2/λ_max'),
    manifold: manifoldParameter,
    integrator: z
      .enum(['runge-kutta', 'euler'])
      .default('runge-kutta')
      .describe('the flow itself by adaptive Runge-Kutta steps within η, or one explicit step'),
    tolerance: z
      .number()
      .positive()
      .default(1e-6)
      .describe('of runge-kutta, relative to the spread of the cloud; absolute for angles and unit vectors'),
  }),
  needs: { target: true, gradient: true, samples: false },
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => preparePoints(ensemble, parameters),
  advance: (context, steps) =>
    takeSteps(context, steps, (ensemble, parameters) => {
      if (parameters.integrator === 'runge-kutta') {
        return stepPoints(
          ensemble,
          parameters,
          (manifold, potential, start) => gradientFlow(manifold, potential, start, parameters),
          ({ steps: integratorSteps, rejected }) => ({ status: 'converged', integratorSteps, rejected }),
        );
      }
      return stepPoints(
        ensemble,
        parameters,
        (manifold, potential, start) => explicitStep(manifold, potential, start, parameters),
        ({ largestCurvature }) => {
          const stable = parameters.stepSize * largestCurvature < 2;
          const status = stable ? 'stable' : 'beyond-the-stability-limit';
          return { status, stable, largestCurvature, ...stabilityLimit(largestCurvature) };
        },
      );
    }),
});
