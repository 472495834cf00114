import type { MethodText } from './method-text.ts';

export const euclideanMirrorFlow: MethodText = {
  formula: String.raw`\frac{d}{dt}\nabla u(x_t) = -\nabla F(x_t)`,
  says: 'Gradient flow in the coordinates of a convex mirror u. One explicit step of it is mirror descent.',
};
