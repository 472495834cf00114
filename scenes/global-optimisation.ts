import { gaussian, mixture } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { langevin, sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const epsilon = 4;
const energy = [{ type: 'potential' as const }];
const wells = [-1.5, 0, 1.5].flatMap((x) => [-1.5, 0, 1.5].map((y) => [x, y]));
/** Each well is deeper than the last, by log 2; the deepest is at the corner opposite to the start. */
const weights = wells.map((_, i) => 2 ** i / (2 ** wells.length - 1));

export default defineScene({
  name: 'global-optimisation',
  title: 'Out of local minima',
  description:
    'Minimise V, which has nine wells, from the shallowest one. The energy is ∫ V dµ alone, so that the law should end as a Dirac at the deepest well, in the opposite corner. Gradient descent of particles (the Wasserstein flow) stays where it is, and Langevin dynamics at temperature 1 makes samples of e^{−V}. The Sinkhorn flows jump from well to well.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278 (its future works).',
  duration: { time: 8 },
  frames: 32,
  count: 300,
  initial: gaussian({ mean: [-1.5, -1.5], covariance: [[0.02, 0], [0, 0.02]] }), // biome-ignore format: a matrix
  target: mixture({ means: wells, scale: 0.35, weights }),
  sites: { type: 'grid', bounds: [[-2.2, 2.2], [-2.2, 2.2]], nodes: 45 }, // biome-ignore format: a box
  ensembles: [
    { name: 'wasserstein', method: wassersteinGradientFlow({ stepSize: 0.05, energy }) },
    { name: 'langevin', method: langevin({ stepSize: 0.01 }) },
    { name: 'sinkhorn-jko', method: sinkhornJko({ stepSize: 0.1, epsilon }) },
    { name: 'potential-flow', method: sinkhornPotentialFlow({ stepSize: 0.1, epsilon }) },
  ],
});
