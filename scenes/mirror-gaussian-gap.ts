import { gaussian } from '../src/targets/index.ts';
import { defineScene, type SceneInput } from '../src/world/index.ts';
import { langevin, mirrorFlow, mirrorMcKeanVlasov, wassersteinGradientFlow } from '../systems/index.ts';

const stepSize = 0.1;
const normal = (eta: number) => gaussian({ mean: [0], covariance: [[eta ** 2]] });
const target = normal(1);

const fokkerPlanck = () => wassersteinGradientFlow({ stepSize, discretisation: 'gaussian', integrator: 'runge-kutta' });
const mirror = (eta: number) => mirrorFlow({ stepSize, scheme: 'bures', reference: normal(eta) });

/** Both flows from N(0, η²), their error being the distance that is left to the target. */
const race = (eta: number): SceneInput['ensembles'] => [
  { name: `mirror-${eta}`, initial: normal(eta), reference: 'equilibrium', method: mirror(eta) },
  { name: `fokker-planck-${eta}`, initial: normal(eta), reference: 'equilibrium', method: fokkerPlanck() },
];

export default defineScene({
  name: 'mirror-gaussian-gap',
  title: 'Mirror flow against Fokker-Planck: an exponential gap',
  description:
    'Example 2 of the slides: KL to N(0, 1) from ρ₀ = e^{−g} = N(0, η²). Fokker-Planck has 1 − σ² = (1 − η²)e^{−2t} for every η, the mirror flow has ' +
    'σ = tanh(t/η + atanh η), so that 1 − σ² falls as e^{−2t/η}: with η = ½ it is 1.67, 4.21 and 30.7 times as near at t = .5, 1 and 2, and the ratio grows ' +
    'for ever; with η = 2 it is behind. The distances of these ensembles are those to the target; they are straight lines on logarithmic paper. Particles run ' +
    'beside them, each with its distance to its own closed form: the deterministic mirror flow by spacings, the mirror McKean-Vlasov diffusion, and Langevin ' +
    'dynamics.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm, arXiv:2307.16421 (2023).',
  duration: { time: 2 },
  frames: 20,
  count: 400,
  placement: 'quantiles',
  initial: normal(0.5),
  target,
  ensembles: [
    ...race(0.5),
    ...race(2),
    { name: 'equilibrium', initial: target, method: fokkerPlanck() },
    { name: 'mirror-particles', method: mirrorFlow({ stepSize: 0.02, reference: normal(0.5) }) },
    {
      name: 'mirror-diffusion',
      count: 2000,
      placement: 'random',
      method: mirrorMcKeanVlasov({ stepSize: 0.01, estimator: 'bures', reference: normal(0.5) }),
    },
    { name: 'langevin', count: 2000, placement: 'random', method: langevin({ stepSize: 0.01 }) },
  ],
});
