import { gaussian, quartic } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../systems/index.ts';

const stepSize = 0.15;

export default defineScene({
  name: 'quartic-holes',
  title: 'Explicit steps fold a density and leave holes, the JKO scheme does not',
  description:
    'In V = x⁴/4 from N(0, 1) the explicit map x − η(x³ − x) folds from |x| = √((1 + η)/3η) on, 1.599 at η = .15: particles from beyond overtake those inside, the density gets spikes at the folds and holes beyond them. On quantile functions (exact) the first fold is the end, because the law has no quantile function any more; particles go on through each other. The JKO scheme never inverts the order, at any step, and neither does JKO-Flow, which is the gradient flow of the energy that the scheme really follows. The solver line counts the inverted pairs and gives the least and the largest density between neighbours relative to its surroundings: 1 where the law is smooth.',
  citation: 'P. Halmos and B. Hanin, Implicit bias of the JKO scheme, arXiv:2511.14827 (2025).',
  duration: { steps: 4 },
  frames: 4,
  count: 400,
  initial: gaussian({ mean: [0], covariance: [[1]] }),
  placement: 'quantiles',
  target: quartic(),
  ensembles: [
    { name: 'exact-euler', method: wassersteinGradientFlow({ stepSize, discretisation: 'quantile' }) },
    { name: 'exact-jko', method: blobJko({ stepSize, discretisation: 'quantile' }) },
    { name: 'exact-jko-flow', method: jkoFlow({ stepSize, discretisation: 'quantile' }) },
    { name: 'euler', reference: 'exact-jko', method: wassersteinGradientFlow({ stepSize }) },
    { name: 'jko', reference: 'exact-jko', method: blobJko({ stepSize }) },
    { name: 'jko-flow', reference: 'exact-jko-flow', method: jkoFlow({ stepSize }) },
  ],
});
