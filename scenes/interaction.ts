import { eightGaussians } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../systems/index.ts';

/** W(z) = |z|²/2 − log|z|. */
const energy = [{ type: 'interaction' as const, kernel: { type: 'attractive-repulsive' as const, repulsion: 0 } }];

export default defineScene({
  name: 'interaction',
  title: 'Eight swarms become one disc',
  description:
    'Particles attract one another like springs and repel one another like charges in the plane, W(z) = |z|²/2 − log|z|, without any target. Eight swarms fall together; as ΔW = 2 − 2πδ, the steady state is the uniform disc of radius 1 (density 1/π, energy 3/8) around the mean, which never moves. The gradient flow arrives first; the JKO scheme lags by its implicit bias, and JKO-Flow follows it.',
  citation:
    'R. C. Fetecau, Y. Huang & T. Kolokolnikov, Swarm dynamics and equilibria for a nonlocal aggregation model, Nonlinearity 24 (2011), 2681.',
  duration: { time: 4 },
  frames: 40,
  count: 300,
  initial: eightGaussians({ radius: 3, scale: 0.3 }),
  ensembles: [
    { name: 'jko', method: blobJko({ stepSize: 0.1, energy }) },
    { name: 'jko-flow', method: jkoFlow({ stepSize: 0.1, energy }) },
    { name: 'gradient-flow', method: wassersteinGradientFlow({ stepSize: 0.1, energy }) },
  ],
});
