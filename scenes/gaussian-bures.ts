import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, jkoFlow, langevin, wassersteinGradientFlow } from '../systems/index.ts';

const stepSize = 0.2;

export default defineScene({
  name: 'gaussian-bures',
  title: 'The JKO scheme, its gradient flow and JKO-Flow between Gaussians',
  description:
    'Between Gaussians all three have closed forms, also where the covariances do not commute: the exact ensembles. At a step of .2 the JKO scheme is visibly behind the gradient flow, and JKO-Flow, the gradient flow of the energy that the scheme really follows, is not. Particles run beside them: the scheme and JKO-Flow with a blob energy, and Langevin dynamics, each with its distance to its exact law.',
  citation: 'P. Halmos and B. Hanin, Implicit bias of the JKO scheme, arXiv:2511.14827 (2025).',
  duration: { time: 2 },
  frames: 10,
  count: 400,
  initial: gaussian({ mean: [-2, 1.5], covariance: [[0.8, -0.3], [-0.3, 2]] }), // biome-ignore format: matrices
  target: gaussian({ covariance: [[1.5, 0.4], [0.4, 0.6]] }), // biome-ignore format: matrices
  ensembles: [
    { name: 'exact-jko', method: blobJko({ stepSize, discretisation: 'gaussian' }) },
    { name: 'exact-jko-flow', reference: 'exact-jko', method: jkoFlow({ stepSize, discretisation: 'gaussian' }) },
    {
      name: 'exact-gradient-flow',
      reference: 'exact-jko',
      method: wassersteinGradientFlow({ stepSize, discretisation: 'gaussian', integrator: 'runge-kutta' }),
    },
    { name: 'jko', reference: 'exact-jko', method: blobJko({ stepSize }) },
    { name: 'jko-flow', reference: 'exact-jko-flow', method: jkoFlow({ stepSize, tolerance: 1e-4 }) },
    { name: 'langevin', reference: 'exact-gradient-flow', method: langevin({ stepSize: 0.02 }) },
  ],
});
