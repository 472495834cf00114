import { empirical, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const epsilon = 0.1;
const stepSize = 0.0125;

export default defineScene({
  name: 'dirac-convex',
  title: 'A Dirac in a convex potential',
  description:
    'In a convex potential, here V = x²/2, a Dirac stays a Dirac along the Sinkhorn potential flow and moves by ẋ = −V′(x), as it does along the Wasserstein gradient flow: no mass jumps where there is nowhere better to jump. On sites 0.025 apart the mass is shared by two neighbours.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { time: 1 },
  frames: 20,
  initial: empirical({ points: [[1]] }),
  target: gaussian({ dimension: 1 }),
  sites: { type: 'grid', bounds: [[-1.5, 1.5]], nodes: 121 },
  ensembles: [
    {
      name: 'wasserstein',
      count: 1,
      method: wassersteinGradientFlow({ stepSize: 0.05, energy: [{ type: 'potential' }], integrator: 'runge-kutta' }),
    },
    { name: 'potential-flow', reference: 'wasserstein', method: sinkhornPotentialFlow({ stepSize, epsilon }) },
    { name: 'sinkhorn-jko', reference: 'wasserstein', method: sinkhornJko({ stepSize, epsilon }) },
  ],
});
