import { gaussian, manyWell } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const epsilon = 1;
const energy = [{ type: 'potential' as const }];

export default defineScene({
  name: 'teleportation-plane',
  title: 'Teleportation in the plane',
  description:
    'The double well V = 4((x/0.6)² − 1)² − 4x + 4y² on 1,600 sites of a square, energy ∫ V dµ. Particles of the Wasserstein gradient flow fall to the bottom of the left well and stay. The Sinkhorn potential flow and the Sinkhorn JKO scheme move the mass across the barrier without ever putting any on it.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { time: 0.6 },
  frames: 30,
  count: 400,
  initial: gaussian({ mean: [-0.6, 0], covariance: [[0.01, 0], [0, 0.01]] }), // biome-ignore format: a matrix
  target: manyWell({ a: 16 / 0.6 ** 4, b: 16 / 0.6 ** 2, c: 4, precision: 8 }),
  sites: { type: 'grid', bounds: [[-1, 1], [-1, 1]], nodes: 40 }, // biome-ignore format: a box
  ensembles: [
    { name: 'wasserstein', method: wassersteinGradientFlow({ stepSize: 0.002, energy }) },
    { name: 'potential-flow', method: sinkhornPotentialFlow({ stepSize: 0.01, epsilon }) },
    { name: 'sinkhorn-jko', method: sinkhornJko({ stepSize: 0.02, epsilon }) },
  ],
});
