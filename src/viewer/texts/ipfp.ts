import type { MethodText } from './method-text.ts';

export const ipfp: MethodText = {
  formula: String.raw`\rho_k = \exp\!\left(\frac{\varphi_k - \varphi_{k-1}}{\varepsilon}\right) e^{-f}, \qquad t = k\varepsilon`,
  says: 'The marginals of Sinkhorn’s iterations. Read at t = kε they follow the Wasserstein mirror flow of KL(ρ | e⁻ᶠ) as ε → 0.',
};
