import type { MethodText } from './method-text.ts';

export const riemannianJkoFlow: MethodText = {
  formula: String.raw`\dot x = -\operatorname{grad}\!\left(V - \frac{\eta}{4}\,|\operatorname{grad} V|^2\right)(x)`,
  says: 'What the proximal point scheme with the step η really follows, to second order: its bias is a kinetic energy.',
};
