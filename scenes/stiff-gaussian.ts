import { gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { langevin, mirrorMcKeanVlasov } from '../systems/index.ts';

export default defineScene({
  name: 'stiff-gaussian',
  title: 'A stiff Gaussian: Euclidean against mirror geometry',
  description:
    'The target is a hundred times longer than it is wide. Langevin dynamics needs steps for the short direction and waits for the long one; the mirror diffusion moves in the geometry of its own law.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm, arXiv:2307.16421 (2023).',
  duration: { gradientEvaluations: 300 },
  frames: 30,
  count: 2000,
  initial: gaussian({ dimension: 2 }),
  target: gaussian({ mean: [4, 0], covariance: [[10, 0], [0, 0.1]] }), // biome-ignore format: matrices
  ensembles: [
    { name: 'langevin', method: langevin({ stepSize: 0.05 }) },
    { name: 'mirror', method: mirrorMcKeanVlasov({ stepSize: 0.05 }) },
  ],
});
