import type { MethodText } from './method-text.ts';

export const nuts: MethodText = {
  formula: String.raw`\dot q = M^{-1}p, \quad \dot p = \nabla\log\pi(q) \quad\text{until}\quad p_\pm^{\mathsf T} M^{-1} \textstyle\sum p \le 0, \qquad q' \sim e^{-H(q, p)}`,
  says: 'A leapfrog trajectory doubles forwards or backwards in time until it turns back. The next state is drawn from it.',
};
