import type { MethodText } from './method-text.ts';

export const exactSampling: MethodText = {
  formula: String.raw`x_i \sim \pi \quad\text{independently, anew in every step}`,
  says: 'Exact samples of the target: no method can be expected to come nearer.',
};
