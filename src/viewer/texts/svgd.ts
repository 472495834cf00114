import type { MethodText } from './method-text.ts';

export const svgd: MethodText = {
  formula: String.raw`x_i \leftarrow x_i + \tfrac{h}{n}\textstyle\sum_j \bigl[k(x_j, x_i)\,\nabla\log\pi(x_j) + \nabla_{x_j} k(x_j, x_i)\bigr],\quad k(x, y) = e^{-|x-y|^2/b}`,
  says: 'Particles follow the kernel average of the forces on all of them, and the kernels push them apart. No noise.',
};
