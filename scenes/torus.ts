import { vonMises } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { proximalPoint, riemannianGradientFlow, riemannianJkoFlow } from '../systems/index.ts';

const manifold = { type: 'torus' } as const;
const stepSize = 0.8;

export default defineScene({
  name: 'torus',
  title: 'Two angles on a torus',
  description:
    'V = −cos(θ₁ − 1) − cos(θ₂ + 1) on the flat torus: particles that start uniformly in both angles take the shorter way round, over the cut ' +
    'at ±π where that is shorter. The proximal point scheme with the step 0.8 stays near the gradient flow of V − (η/4)|grad V|² and not near that of V.',
  citation: 'Implicit bias of the JKO scheme, arXiv 2511.14827 (2025).',
  duration: { time: 4 },
  frames: 5,
  count: 500,
  initial: vonMises({ dimension: 2, concentration: 0 }),
  target: vonMises({ mean: [1, -1], concentration: 1 }),
  ensembles: [
    { name: 'proximal-point', method: proximalPoint({ stepSize, manifold }) },
    { name: 'modified-flow', method: riemannianJkoFlow({ stepSize, manifold }) },
    { name: 'gradient-flow', method: riemannianGradientFlow({ stepSize, manifold }) },
  ],
});
