import type { MethodText } from './method-text.ts';

export const wassersteinGradientFlow: MethodText = {
  formula: String.raw`\partial_t\rho = \nabla\!\cdot\!\left(\rho\,\nabla\frac{\delta J}{\delta\rho}\right), \qquad \dot x = -\nabla\frac{\delta J}{\delta\rho}(x)`,
  says: 'The steepest descent of J in the Wasserstein space. Of KL(ρ | π) it is the Fokker-Planck equation.',
};
