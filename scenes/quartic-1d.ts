import { gaussian, quartic } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, jkoFlow, langevin, wassersteinGradientFlow } from '../systems/index.ts';

const stepSize = 0.1;

export default defineScene({
  name: 'quartic-1d',
  title: 'The implicit bias of the JKO scheme in a quartic well',
  description:
    'On the line a law is its quantile function, and the JKO scheme, JKO-Flow and the Wasserstein gradient flow can be followed as exactly as one likes: the exact ensembles, without noise and without blob, in V = x⁴/4 from N(0, 1.2²). Measured from the scheme, JKO-Flow stays eight times as near as the gradient flow at a step of .1: the scheme follows the gradient flow of J − (η/4)∫|∇δJ/δρ|² dρ. Particles run beside them: the blob discretisation of the scheme and of JKO-Flow, and Langevin dynamics, each with its distance to its exact law.',
  citation: 'P. Halmos and B. Hanin, Implicit bias of the JKO scheme, arXiv:2511.14827 (2025).',
  duration: { time: 0.8 },
  frames: 8,
  count: 160,
  initial: gaussian({ mean: [0], covariance: [[1.44]] }),
  placement: 'quantiles',
  target: quartic(),
  ensembles: [
    { name: 'exact-jko', method: blobJko({ stepSize, discretisation: 'quantile' }) },
    { name: 'exact-jko-flow', reference: 'exact-jko', method: jkoFlow({ stepSize, discretisation: 'quantile' }) },
    {
      name: 'exact-gradient-flow',
      reference: 'exact-jko',
      method: wassersteinGradientFlow({ stepSize, discretisation: 'quantile', integrator: 'runge-kutta' }),
    },
    { name: 'jko', reference: 'exact-jko', count: 200, method: blobJko({ stepSize }) },
    { name: 'jko-flow', reference: 'exact-jko-flow', count: 200, method: jkoFlow({ stepSize }) },
    {
      name: 'langevin',
      reference: 'exact-gradient-flow',
      count: 2000,
      method: langevin({ stepSize: 0.01 }),
    },
  ],
});
