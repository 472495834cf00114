import { banana, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, langevin, mala, sinkhornCoupling } from '../systems/index.ts';

export default defineScene({
  name: 'banana',
  title: 'Into a bent Gaussian',
  description:
    'The banana is a Gaussian bent along a parabola: its exact moments are known, its level sets are not convex. Two samplers, a deterministic minimising movement and a flow that sees only samples of the target.',
  citation:
    'H. Haario, E. Saksman and J. Tamminen, Adaptive proposal distribution for random walk Metropolis algorithm, Computational Statistics 14 (1999), 375.',
  duration: { time: 6 },
  frames: 24,
  count: 800,
  initial: gaussian({ mean: [0, -3], covariance: [[0.25, 0], [0, 0.25]] }), // biome-ignore format: matrices
  target: banana(),
  ensembles: [
    { name: 'langevin', method: langevin({ stepSize: 0.02 }) },
    { name: 'mala', method: mala({ stepSize: 0.05 }) },
    { name: 'blob-jko', method: blobJko({ stepSize: 0.5 }) },
    { name: 'coupling', method: sinkhornCoupling({ stepSize: 0.25 }) },
  ],
});
