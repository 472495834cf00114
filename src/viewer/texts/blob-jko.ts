import type { MethodText } from './method-text.ts';

export const blobJko: MethodText = {
  formula: String.raw`\rho_{k+1} = \operatorname*{arg\,min}_{\rho}\; \frac{1}{2\eta}\, W_2^2(\rho, \rho_k) + J(\rho)`,
  says: 'The minimising movement of an energy J in the Wasserstein space. With particles, the entropy is that of a cloud of small blobs.',
};
