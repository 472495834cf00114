import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { langevin, mala } from '../systems/index.ts';

export default defineScene({
  name: 'langevin-gaussian',
  title: 'Langevin dynamics on a correlated Gaussian',
  description:
    'The law of the particles is known at every moment (an Ornstein-Uhlenbeck process), and the summary states how far each ensemble is from it. The unadjusted scheme keeps a bias of the order of its step; the adjusted one has none.',
  citation: 'G. E. Uhlenbeck and L. S. Ornstein, On the theory of the Brownian motion, Physical Review 36 (1930), 823.',
  duration: { time: 4 },
  frames: 20,
  count: 2000,
  initial: gaussian({ mean: [-3, 3], covariance: [[0.09, 0], [0, 0.09]] }), // biome-ignore format: matrices
  target: gaussian({ mean: [1, 0], covariance: [[1, 0.6], [0.6, 0.8]] }), // biome-ignore format: matrices
  ensembles: [
    { name: 'ula-coarse', method: langevin({ stepSize: 0.1 }) },
    { name: 'ula-fine', method: langevin({ stepSize: 0.01 }) },
    { name: 'mala', method: mala({ stepSize: 0.1 }) },
  ],
});
