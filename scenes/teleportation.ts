import { doubleWell, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const epsilon = 1;
const energy = [{ type: 'potential' as const }];

export default defineScene({
  name: 'teleportation',
  title: 'Teleportation out of a local minimum',
  description:
    'All mass starts in the left well of V = 4((x/0.6)² − 1)² − 4x, and the energy is ∫ V dµ alone. The Wasserstein gradient flow can only roll: it is stuck in the local minimum for ever. The Sinkhorn potential flow, the gradient flow of the same energy in the geometry of the Sinkhorn divergence, lets mass vanish on the left and appear on the right, and reaches the global minimum at the finite time 0.564. The Sinkhorn JKO scheme is its minimising movement, of first order in the step size.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { time: 0.6 },
  frames: 30,
  count: 200,
  placement: 'quantiles',
  initial: gaussian({ mean: [-0.6], covariance: [[0.01]] }),
  target: doubleWell({ a: 16 / 0.6 ** 4, b: 16 / 0.6 ** 2, c: 4 }),
  sites: { type: 'grid', bounds: [[-1, 1]], nodes: 41 },
  ensembles: [
    { name: 'wasserstein', method: wassersteinGradientFlow({ stepSize: 0.002, energy }) },
    { name: 'potential-flow', method: sinkhornPotentialFlow({ stepSize: 0.01, epsilon }) },
    { name: 'sinkhorn-jko', method: sinkhornJko({ stepSize: 0.02, epsilon }) },
  ],
});
