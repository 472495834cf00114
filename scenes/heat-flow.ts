import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../systems/index.ts';

const energy = [{ type: 'entropy' as const }];
const stepSize = 0.25;

export default defineScene({
  name: 'heat-flow',
  title: 'Heat flow: the gradient flow of the entropy',
  description:
    'Without a target, particles that descend the entropy ∫ρ log ρ spread as heat does: from N(0, 1) to N(0, 1 + 2t), the exact ensemble. The JKO scheme spreads a little less in its large steps, because it really follows the entropy less a part of its Fisher information; that part fades as the cloud grows. JKO-Flow spreads as the scheme does. The error of each ensemble is to the closed form of its own method.',
  citation:
    'R. Jordan, D. Kinderlehrer and F. Otto, The variational formulation of the Fokker-Planck equation, SIAM Journal on Mathematical Analysis 29 (1998), 1.',
  duration: { time: 4 },
  frames: 16,
  count: 200,
  initial: gaussian({ dimension: 1 }),
  placement: 'quantiles',
  ensembles: [
    {
      name: 'exact',
      method: wassersteinGradientFlow({ energy, stepSize, discretisation: 'gaussian', integrator: 'runge-kutta' }),
    },
    { name: 'exact-jko', method: blobJko({ energy, stepSize, discretisation: 'gaussian' }) },
    { name: 'jko', method: blobJko({ energy, stepSize }) },
    { name: 'jko-flow', method: jkoFlow({ energy, stepSize }) },
    { name: 'gradient-flow', method: wassersteinGradientFlow({ energy, stepSize: 0.0125 }) },
  ],
});
