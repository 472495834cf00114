import type { MethodText } from './method-text.ts';

export const mirrorMckeanVlasov: MethodText = {
  formula: String.raw`dX = \left(-H^{-1}\nabla f + \operatorname{div} H^{-1}\right)dt + \sqrt{2H^{-1}}\,dB, \qquad H = \nabla^2 u_t(X)`,
  says: 'A diffusion whose law follows the Wasserstein mirror flow of KL(ρ | e⁻ᶠ): u is the Brenier potential from that law to the reference.',
};
