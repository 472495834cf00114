import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { mirrorFlow, wassersteinGradientFlow } from '../systems/index.ts';

const energy = [{ type: 'entropy' as const }];
const stepSize = 0.05;

const normal = (eta: number) => gaussian({ mean: [0], covariance: [[eta ** 2]] });

export default defineScene({
  name: 'mirror-gaussian-entropy',
  title: 'Mirror flow of the entropy: linear spreading',
  description:
    'Example 1 of the slides. From ρ₀ = e^{−g} = N(0, η²) the mirror flow of ∫ρ log ρ spreads linearly, σ = η + t/η, where heat spreads as a square root, ' +
    'σ² = η² + 2t. The smaller η, the faster: a mirror close to a point is steep. Particles at quantiles follow it by their spacings, without an estimate of a ' +
    'density. (The slides have 1 + t for the variance of the heat flow from N(0, 1); it is 1 + 2t.)',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm, arXiv:2307.16421 (2023).',
  duration: { time: 2 },
  frames: 10,
  count: 400,
  placement: 'quantiles',
  initial: normal(1),
  ensembles: [
    ...[0.5, 1, 2].map((eta) => ({
      name: `mirror-${eta}`,
      initial: normal(eta),
      method: mirrorFlow({ energy, stepSize, reference: normal(eta) }),
    })),
    {
      name: 'heat',
      method: wassersteinGradientFlow({ energy, stepSize, discretisation: 'gaussian', integrator: 'runge-kutta' }),
    },
  ],
});
