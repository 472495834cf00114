import type { RadialTerm } from './radial-term.ts';

/** k exp(−|z|/l), with r = |z|: f′ = −f/(lr), f″ = −f′ (1/l + 1/r)/r, f‴ = f′ (1/l² + 3/(lr) + 3/r²)/r². It has a cusp at z = 0. */
export function exponentialTerm(strength: number, length: number): RadialTerm {
  const a = 1 / length;
  return (squared, jet) => {
    const r = Math.sqrt(squared);
    const b = r > 0 ? 1 / r : 0;
    jet[0] = strength * Math.exp(-a * r);
    jet[1] = -a * b * jet[0]!;
    jet[2] = -b * (a + b) * jet[1]!;
    jet[3] = b * b * (a * a + 3 * a * b + 3 * b * b) * jet[1]!;
  };
}
