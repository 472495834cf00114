import type { RadialTerm } from './radial-term.ts';

/** k exp(−|z|²/2l²): each derivative with respect to |z|²/2 is the one before times −1/l². */
export function gaussianTerm(strength: number, length: number): RadialTerm {
  const rate = -1 / (length * length);
  return (squared, jet) => {
    jet[0] = strength * Math.exp(0.5 * rate * squared);
    jet[1] = rate * jet[0]!;
    jet[2] = rate * jet[1]!;
    jet[3] = rate * jet[2]!;
  };
}
