import type { MethodText } from './method-text.ts';

export const mirrorFlow: MethodText = {
  formula: String.raw`\partial_t\rho = \nabla\!\cdot\!\left(\rho\,(\nabla^2 u_t)^{-1}\,\nabla\frac{\delta J}{\delta\rho}\right), \qquad (\nabla u_t)_\#\rho_t = e^{-g}`,
  says: 'The gradient flow of J in the geometry of the law’s own Brenier potential to a reference. Mirror images of particles stay where they are.',
};
