import type { MethodText } from './method-text.ts';

export const proximalPoint: MethodText = {
  formula: String.raw`x_{k+1} = \operatorname*{arg\,min}_{x}\; \frac{1}{2\eta}\, d^2(x, x_k) + V(x)`,
  says: 'Every particle minimises its potential V = −log π near where it is, by the geodesic distance: the JKO scheme of Dirac masses.',
};
