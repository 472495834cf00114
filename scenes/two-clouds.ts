import { eightGaussians, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { langevin, sinkhornCoupling } from '../systems/index.ts';

export default defineScene({
  name: 'two-clouds',
  title: 'One cloud follows another',
  description:
    'The second ensemble knows no density: it follows the gradient of the Sinkhorn divergence to the first one, which itself spreads over a ring of eight Gaussians by Langevin dynamics.',
  citation:
    'J. Feydy et al., Interpolating between optimal transport and MMD using Sinkhorn divergences, AISTATS (2019).',
  duration: { time: 4 },
  frames: 24,
  count: 400,
  target: eightGaussians(),
  initial: gaussian({ dimension: 2 }),
  ensembles: [
    { name: 'leader', method: langevin({ stepSize: 0.02 }) },
    {
      name: 'follower',
      initial: gaussian({ mean: [5, 5], covariance: [[0.1, 0], [0, 0.1]] }), // biome-ignore format: matrices
      method: sinkhornCoupling({ stepSize: 0.2, to: { ensemble: 'leader' } }),
    },
  ],
});
