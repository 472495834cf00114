import type { MethodText } from './method-text.ts';

export const sinkhornJko: MethodText = {
  formula: String.raw`\mu_{k+1} = \operatorname*{arg\,min}_{\mu}\; E(\mu) + \frac{1}{2\tau}\, S_\varepsilon(\mu, \mu_k)`,
  says: 'A minimising movement with the Sinkhorn divergence in place of the Wasserstein distance: mass may vanish in one place and appear in another.',
};
