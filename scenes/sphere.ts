import { cosine, sine } from '../src/elementary/index.ts';
import { vonMisesFisher } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { proximalPoint, riemannianGradientFlow, riemannianJkoFlow } from '../systems/index.ts';

const manifold = { type: 'sphere' } as const;

/** η of the coarse scheme; the fine ones take a tenth of it. */
const COARSE = 0.6;
const FINE = COARSE / 10;

export default defineScene({
  name: 'sphere',
  title: 'Down a sphere: the kinetic-energy bias of the proximal point scheme',
  description:
    'V = −2 cos θ draws particles from near the south pole of the unit sphere to the north pole. A proximal point step minimises d²/2η + V with ' +
    'the geodesic distance d. With large steps it leaves the southern half, where V curves down, earlier than the gradient flow, and comes to ' +
    'the pole later: it follows the gradient flow of V − (η/4)|grad V|², here in its Padé form. Explicit steps along geodesics are ' +
    'biased the other way. With a tenth of the step the scheme is back at the gradient flow.',
  citation: 'Implicit bias of the JKO scheme, arXiv 2511.14827 (2025).',
  duration: { time: 3 },
  frames: 5,
  count: 500,
  initial: vonMisesFisher({ meanDirection: [sine(2.5), 0, cosine(2.5)], concentration: 60 }),
  target: vonMisesFisher({ dimension: 3, concentration: 2 }),
  ensembles: [
    { name: 'proximal-point', method: proximalPoint({ stepSize: COARSE, manifold }) },
    { name: 'modified-flow', method: riemannianJkoFlow({ stepSize: COARSE, manifold }) },
    { name: 'gradient-flow', method: riemannianGradientFlow({ stepSize: COARSE, manifold }) },
    { name: 'explicit', method: riemannianGradientFlow({ stepSize: COARSE, integrator: 'euler', manifold }) },
    { name: 'proximal-point-fine', method: proximalPoint({ stepSize: FINE, manifold }) },
  ],
});
