import type { MethodText } from './method-text.ts';

export const entropicJko: MethodText = {
  formula: String.raw`\mu_{k+1} = \operatorname*{arg\,min}_{\mu}\; E(\mu) + \frac{1}{2\tau}\, \mathrm{OT}_\varepsilon(\mu, \mu_k)`,
  says: 'The minimising movement with the entropic cost itself, not debiased: it sharpens or blurs the law by itself.',
};
