import type { MethodText } from './method-text.ts';

export const mala: MethodText = {
  formula: String.raw`\alpha(x, y) = \min\left\{1, \frac{\pi(y)\,q_h(x \mid y)}{\pi(x)\,q_h(y \mid x)}\right\}, \qquad q_h(\cdot \mid x) = N\!\left(x + h\,\nabla\log\pi(x),\, 2hI\right)`,
  says: 'A Langevin step is proposed and accepted with the probability α, so that π is the stationary law at any step.',
};
