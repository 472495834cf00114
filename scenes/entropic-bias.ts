import { flatWell, uniform } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { entropicJko, sinkhornJko } from '../systems/index.ts';

const scheme = { stepSize: 0.05, epsilon: 0.1 };

export default defineScene({
  name: 'entropic-bias',
  title: 'The bias of entropic JKO schemes',
  description:
    'The potential is flat for |x| ≤ 0.8, so that the uniform law there minimises the energy ∫ V dµ and a minimising movement should stay. With the entropic transport cost in place of W₂², it does not: relative to the product measure the scheme sharpens the law, whatever the step size is, until two Diracs are left; relative to a fixed measure it blurs it. (A Gaussian without energy loses or gains ε/2 of variance a step.) The Sinkhorn divergence has no such bias: its scheme stays.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278.',
  duration: { steps: 6 },
  frames: 6,
  initial: uniform({ bounds: [[-0.8, 0.8]] }),
  target: flatWell({ radius: 0.8, stiffness: 20 }),
  sites: { type: 'grid', bounds: [[-2, 2]], nodes: 161 },
  ensembles: [
    { name: 'debiased', method: sinkhornJko(scheme) },
    { name: 'product', method: entropicJko({ ...scheme, reference: 'product' }) },
    { name: 'fixed', method: entropicJko({ ...scheme, reference: 'fixed' }) },
  ],
});
