import { mixture } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { birthDeath, langevin, svgd } from '../systems/index.ts';

/** Four modes that no particle can leave in the time of the run, with so much mass each. */
const modes = (weights: number[]) =>
  mixture({ means: [[-4, -4], [4, -4], [4, 4], [-4, 4]], scale: 0.7, weights }); // biome-ignore format: points

export default defineScene({
  name: 'birth-death',
  title: 'Births and deaths across barriers',
  description:
    'Four modes behind barriers, and particles that know of all of them in the wrong proportions: 85 % are in the mode that should have 10 %. Langevin dynamics and Stein variational gradient descent leave every particle in its mode. Births and deaths move mass without a path, at a rate that knows no barrier: the excess of the logarithms falls as e^−t. In the last ensemble no particle is born: its particles carry masses, which move instead.',
  citation:
    'Y. Lu, J. Lu & J. Nolen, Accelerating Langevin sampling with birth-death, arXiv 1905.09863 (2019); Q. Liu & D. Wang, Stein variational gradient descent, NeurIPS (2016).',
  duration: { time: 5 },
  frames: 25,
  count: 400,
  initial: modes([0.85, 0.05, 0.05, 0.05]),
  target: modes([0.1, 0.2, 0.3, 0.4]),
  ensembles: [
    { name: 'langevin', method: langevin({ stepSize: 0.05 }) },
    { name: 'svgd', method: svgd({ stepSize: 0.1 }) },
    { name: 'birth-death', method: birthDeath({ stepSize: 0.05 }) },
    { name: 'masses', method: birthDeath({ stepSize: 0.05, form: 'weights' }) },
  ],
});
