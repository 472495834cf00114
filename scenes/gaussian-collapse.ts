import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const epsilon = 0.2;

export default defineScene({
  name: 'gaussian-collapse',
  title: 'A Gaussian collapses in finite time',
  description:
    'In V = x²/2 with the energy ∫ V dµ a Gaussian stays Gaussian along the Sinkhorn potential flow. Its mean decays like e^{−t}, as along the Wasserstein gradient flow, but its variance s² obeys s² + √(s⁴ + ε²/16) = U₀e^{−2t} and is zero at t = ½ log(4U₀/ε) = 1.156, from where on it is a Dirac.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { time: 1.3 },
  frames: 26,
  count: 200,
  placement: 'quantiles',
  initial: gaussian({ mean: [0.8], covariance: [[0.25]] }),
  target: gaussian({ dimension: 1 }),
  sites: { type: 'grid', bounds: [[-3, 3]], nodes: 121 },
  ensembles: [
    { name: 'wasserstein', method: wassersteinGradientFlow({ stepSize: 0.01, energy: [{ type: 'potential' }] }) },
    { name: 'potential-flow', method: sinkhornPotentialFlow({ stepSize: 0.0125, epsilon }) },
    { name: 'sinkhorn-jko', method: sinkhornJko({ stepSize: 0.05, epsilon }) },
  ],
});
