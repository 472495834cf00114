import type { MethodText } from './method-text.ts';

export const jkoFlow: MethodText = {
  formula: String.raw`\partial_t\rho = \nabla\!\cdot\!\left(\rho\,\nabla\frac{\delta J^\eta}{\delta\rho}\right), \qquad J^\eta = J - \frac{\eta}{4}\int \left|\nabla\frac{\delta J}{\delta\rho}\right|^2 d\rho`,
  says: 'The flow that the JKO scheme with the step η really follows, to second order: the gradient flow of a modified energy.',
};
