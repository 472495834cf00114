import type { MethodText } from './method-text.ts';

export const hmc: MethodText = {
  formula: String.raw`\dot x = M^{-1}p, \quad \dot p = \nabla\log\pi(x), \qquad \alpha = \min\left\{1, e^{H(x, p) - H(x', p')}\right\}, \quad H = -\log\pi(x) + \tfrac12\,p^\top M^{-1}p`,
  says: 'Leapfrog steps from a fresh momentum p ~ N(0, M) propose a far point, which is accepted with the probability α.',
};
