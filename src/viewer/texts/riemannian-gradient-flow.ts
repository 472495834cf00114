import type { MethodText } from './method-text.ts';

export const riemannianGradientFlow: MethodText = {
  formula: String.raw`\dot x = -\operatorname{grad} V(x)`,
  says: 'Steepest descent of V = −log π along a manifold.',
};
