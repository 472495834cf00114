import type { MethodText } from './method-text.ts';

export const underdampedLangevin: MethodText = {
  formula: String.raw`dX = P\,dt, \qquad dP = \nabla\log\pi(X)\,dt - \gamma P\,dt + \sqrt{2\gamma T}\,dB`,
  says: 'Langevin dynamics with inertia, split as BAOAB: of second order in the step.',
};
