import type { MethodText } from './method-text.ts';

export const randomWalkMetropolis: MethodText = {
  formula: String.raw`y = x + h\,\xi, \quad \xi \sim N(0, I), \qquad \alpha(x, y) = \min\left\{1, \frac{\pi(y)}{\pi(x)}\right\}`,
  says: 'A Gaussian step is proposed and accepted with the probability α: no gradient is needed.',
};
