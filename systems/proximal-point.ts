import { z } from 'zod';
import { manifoldParameter, preparePoints, stepPoints, takeSteps } from '../src/discretisation/index.ts';
import { proximalPoint as proximalStep } from '../src/manifolds/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * The proximal point scheme x ← argmin d²(x, y)/2η + V(x) from y on a manifold, V = −log π: the JKO scheme of Dirac masses, each particle for itself.
 * d is the geodesic distance; on R^d with the metric g, d² = (x − y)ᵀg(x − y). The minimum is the one that a descent from y comes to.
 *
 * `energy` is the mean of V, which never rises. `solver.status` is `converged`, or `rounding-limit` where `solver.unconverged` particles could not
 * quite get to the tolerance in float32; a particle that needs more than `maxIterations` takes two half steps (`solver.retries`). If
 * that does not help either, the ensemble stops with the reason.
 *
 * Evaluations: each Newton iteration takes a density and a gradient of every particle that is not done, and d gradients for its Hessian.
 */
export const proximalPoint = defineMethod({
  type: 'proximal-point',
  component: 'ProximalPoint',
  title: 'Proximal point scheme',
  source: 'Martinet 1970; on manifolds Ferreira & Oliveira 2002; as JKO of Dirac masses: arXiv 2511.14827',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.1).describe('η, time units; any size is stable'),
    manifold: manifoldParameter,
    tolerance: z
      .number()
      .positive()
      .default(1e-6)
      .describe('|grad V(x) − log_x(y)/η| of a particle, relative to |grad V(y)|, above the rounding of float32'),
    maxIterations: z.int().positive().default(100).describe('of a particle, per step'),
  }),
  needs: { target: true, gradient: true, samples: false },
  stepSize: (p) => p.stepSize,
  prepare: ({ ensemble, parameters }) => preparePoints(ensemble, parameters),
  advance: (context, steps) =>
    takeSteps(context, steps, (ensemble, parameters) =>
      stepPoints(
        ensemble,
        parameters,
        (manifold, potential, start) => proximalStep(manifold, potential, start, parameters),
        ({ status, unconverged, iterations, evaluations, hessians, residual, retries }) => ({
          ...{ status, converged: status === 'converged', unconverged, iterations, evaluations, hessians },
          ...{ residual, retries },
        }),
      ),
    ),
});
