import type { RadialTerm } from './radial-term.ts';

/**
 * k |z|^p/p, or k log|z| for p = 0; with softening s, |z|² + s² takes the place of |z|².
 *
 * f′ = k|z|^{p−2}, f″ = (p−2) f′/|z|², f‴ = (p−4) f″/|z|². At z = 0, without softening, only p = 2 has a Hessian: above it vanishes, and below
 * it is infinite and left out.
 */
export function powerTerm(strength: number, exponent: number, softening = 0): RadialTerm {
  const power = powerOf(exponent);
  const shift = softening * softening;
  return (squared, jet) => {
    const s = squared + shift;
    if (s === 0) {
      jet.fill(0);
      jet[1] = exponent === 2 ? strength : 0;
      return;
    }
    const raised = power(s);
    const first = (strength * raised) / s;
    const second = ((exponent - 2) * first) / s;
    jet[0] = exponent === 0 ? 0.5 * strength * Math.log(s) : (strength * raised) / exponent;
    jet[1] = first;
    jet[2] = second;
    jet[3] = ((exponent - 4) * second) / s;
  };
}

/** s ↦ s^{p/2}. Known exponents need no transcendental function, and exp ∘ log is twice as fast as Math.pow. */
function powerOf(exponent: number): (s: number) => number {
  switch (exponent) {
    case 0:
      return () => 1;
    case 1:
      return Math.sqrt;
    case 2:
      return (s) => s;
    case 4:
      return (s) => s * s;
    default:
      return (s) => Math.exp(0.5 * exponent * Math.log(s));
  }
}
