import type { MethodText } from './method-text.ts';

export const entropicTransport: MethodText = {
  formula: String.raw`X_t = (1 - t)\,Y + t\,T_\varepsilon(Y), \qquad T_\varepsilon(y) = \mathbb{E}_{\pi_\varepsilon}[\,x \mid y\,]`,
  says: 'Noise is carried to data along the barycentric map of one entropic plan.',
};
