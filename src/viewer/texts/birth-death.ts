import type { MethodText } from './method-text.ts';

export const birthDeath: MethodText = {
  formula: String.raw`\partial_t\rho = \nabla\!\cdot\Bigl(\rho\,\nabla\log\tfrac{\rho}{\pi}\Bigr) - \rho\,\Bigl(\log\tfrac{\rho}{\pi} - \mathrm{KL}(\rho\,|\,\pi)\Bigr)`,
  says: 'Langevin dynamics in which particles die where there are too many and are born where there are too few, across any barrier.',
};
