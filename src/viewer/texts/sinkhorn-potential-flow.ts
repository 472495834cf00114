import type { MethodText } from './method-text.ts';

export const sinkhornPotentialFlow: MethodText = {
  formula: String.raw`\frac{\varepsilon}{2}\,(I - K_\mu^2)^{-1} H_\mu[\dot\mu] + V + p = \text{const}, \qquad p \le 0,\; p\,\mu = 0`,
  says: 'The gradient flow of a potential energy in the geometry of the Sinkhorn divergence. The pressure p keeps masses from falling below zero.',
};
