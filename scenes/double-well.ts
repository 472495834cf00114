import { doubleWell, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, langevin, mirrorMcKeanVlasov, underdampedLangevin } from '../systems/index.ts';

export default defineScene({
  name: 'double-well',
  title: 'Over the barrier of a double well',
  description:
    'All particles start in the right well of exp(−x⁴/4 + x²) on the line and half of them have to cross a barrier of height 1. Noise, inertia, a mirror map and a minimising movement do it at different speeds.',
  citation:
    'H. A. Kramers, Brownian motion in a field of force and the diffusion model of chemical reactions, Physica 7 (1940), 284.',
  duration: { time: 8 },
  frames: 32,
  count: 400,
  initial: gaussian({ mean: [1.4], covariance: [[0.05]] }),
  target: doubleWell({ b: 2 }),
  ensembles: [
    { name: 'langevin', method: langevin({ stepSize: 0.02 }) },
    { name: 'underdamped', method: underdampedLangevin({ stepSize: 0.1, friction: 0.5 }) },
    { name: 'mirror', method: mirrorMcKeanVlasov({ stepSize: 0.02 }) },
    { name: 'blob-jko', method: blobJko({ stepSize: 0.2 }) },
  ],
});
