import { doubleWell, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import {
  blobJko,
  jkoFlow,
  langevin,
  mirrorMcKeanVlasov,
  underdampedLangevin,
  wassersteinGradientFlow,
} from '../systems/index.ts';

const stepSize = 0.2;

export default defineScene({
  name: 'double-well',
  title: 'Over the barrier of a double well',
  description:
    'All particles start in the right well of exp(−x⁴/4 + x²) on the line and half of them have to cross a barrier of height 1. Noise, inertia, a mirror map, a minimising movement and the flow that it really follows do it at different speeds. The exact ensembles are the JKO scheme of the law itself and its gradient flow, by quantiles. The errors of Langevin dynamics, of the JKO scheme and of JKO-Flow with particles are distances to them.',
  citation:
    'H. A. Kramers, Brownian motion in a field of force and the diffusion model of chemical reactions, Physica 7 (1940), 284.',
  duration: { time: 8 },
  frames: 32,
  count: 400,
  initial: gaussian({ mean: [1.4], covariance: [[0.05]] }),
  target: doubleWell({ b: 2 }),
  ensembles: [
    {
      name: 'exact-flow',
      method: wassersteinGradientFlow({ stepSize: 0.1, discretisation: 'quantile', integrator: 'runge-kutta' }),
    },
    { name: 'exact-jko', reference: 'exact-flow', method: blobJko({ stepSize, discretisation: 'quantile' }) },
    { name: 'langevin', reference: 'exact-flow', method: langevin({ stepSize: 0.02 }) },
    { name: 'underdamped', method: underdampedLangevin({ stepSize: 0.1, friction: 0.5 }) },
    { name: 'mirror', method: mirrorMcKeanVlasov({ stepSize: 0.02 }) },
    { name: 'blob-jko', reference: 'exact-jko', method: blobJko({ stepSize }) },
    { name: 'jko-flow', reference: 'exact-jko', method: jkoFlow({ stepSize, tolerance: 1e-4 }) },
  ],
});
