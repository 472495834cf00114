import type { RadialTerm, TermSum } from './radial-term.ts';

/**
 * k |z|^p/p for p ≠ 0; with softening s, |z|² + s² takes the place of |z|².
 *
 * f′ = k|z|^{p−2}, f″ = (p−2) f′/|z|², f‴ = (p−4) f″/|z|². At z = 0, without softening, the Hessian vanishes for p > 2, and for p < 2 it is
 * infinite and left out. (A `Spring` does the sums of p = 2 without a loop over pairs, and `LogarithmTerm` stands for p = 0.)
 */
export class PowerTerm implements RadialTerm {
  readonly #strength: number;
  readonly #exponent: number;
  readonly #shift: number;

  constructor(strength: number, exponent: number, softening: number) {
    this.#strength = strength;
    this.#exponent = exponent;
    this.#shift = softening * softening;
  }

  first(squared: number): number {
    const s = squared + this.#shift;
    return s > 0 ? this.#strength * raised(s, this.#exponent - 2) : 0;
  }

  second(squared: number, first: number): number {
    const s = squared + this.#shift;
    return s > 0 ? ((this.#exponent - 2) * first) / s : 0;
  }

  third(squared: number, second: number): number {
    const s = squared + this.#shift;
    return s > 0 ? ((this.#exponent - 4) * second) / s : 0;
  }

  sum(squared: Float64Array, first: Float64Array, count: number): TermSum {
    const shift = this.#shift;
    let sum = 0;
    for (let c = 0; c < count; c++) sum += (squared[c]! + shift) * first[c]!;
    sum /= this.#exponent;
    return { sum, size: Math.abs(sum) };
  }
}

/** s^{q/2}. Common exponents need no transcendental function, and exp ∘ log is twice as fast as Math.pow. */
function raised(s: number, q: number): number {
  switch (q) {
    case -3:
      return 1 / (s * Math.sqrt(s));
    case -1:
      return 1 / Math.sqrt(s);
    case 1:
      return Math.sqrt(s);
    case 2:
      return s;
    default:
      return Math.exp(0.5 * q * Math.log(s));
  }
}
