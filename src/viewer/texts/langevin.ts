import type { MethodText } from './method-text.ts';

export const langevin: MethodText = {
  formula: String.raw`X_{k+1} = X_k + h\,\nabla\log\pi(X_k) + \sqrt{2h}\,\xi_k, \qquad \xi_k \sim N(0, I)`,
  says: 'Euler steps of the overdamped Langevin diffusion, whose law follows the gradient flow of KL(ρ | π) in the Wasserstein space. The step leaves a bias of its own order.',
};
