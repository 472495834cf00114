import type { MethodText } from './method-text.ts';

export const sinkhornCoupling: MethodText = {
  formula: String.raw`\dot x = T_{\mu\nu}(x) - T_{\mu\mu}(x), \qquad T_{\mu\nu}(x) = \mathbb{E}_{\pi_\varepsilon}[\,y \mid x\,]`,
  says: 'Particles descend the Sinkhorn divergence to samples of the target: each goes to the mean of what it is coupled with, less the same within its own cloud.',
};
