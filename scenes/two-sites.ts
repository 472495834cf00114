import { empirical, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow } from '../systems/index.ts';

const epsilon = 0.5;

export default defineScene({
  name: 'two-sites',
  title: 'Two sites: a rotation',
  description:
    'All mass at 0, the lower energy at 1 (V = 1 and 0), and nothing between. In the RKHS of exp(−|x − y|²/ε) the law turns at a constant rate on the unit circle, by the angle arccos exp(−1/ε) in all, and has crossed at the finite time 2.6265. The flows are compared with that closed form. Every step is scaled to mass 1, and so implicit Euler steps are of second order here, with four times the error of θ = ½; the Sinkhorn JKO scheme is of first order.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { time: 2.8 },
  frames: 28,
  initial: empirical({ points: [[0]] }),
  target: gaussian({ mean: [1], covariance: [[0.5]] }),
  sites: empirical({ points: [[0], [1]] }),
  ensembles: [
    { name: 'implicit', method: sinkhornPotentialFlow({ stepSize: 0.05, epsilon }) },
    { name: 'trapezoidal', method: sinkhornPotentialFlow({ stepSize: 0.05, epsilon, theta: 0.5 }) },
    { name: 'sinkhorn-jko', method: sinkhornJko({ stepSize: 0.05, epsilon }) },
  ],
});
