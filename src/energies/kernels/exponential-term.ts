import type { RadialTerm, TermSum } from './radial-term.ts';

/**
 * k exp(−|z|/l), with r = |z|: f′ = −f/(lr), f″ = −f′ (1/l + 1/r)/r, f‴ = −f″ (1/l² + 3/(lr) + 3/r²)/(1 + r/l). It has a cusp at z = 0.
 */
export class ExponentialTerm implements RadialTerm {
  readonly #strength: number;
  /** 1/l. */
  readonly #rate: number;

  constructor(strength: number, length: number) {
    this.#strength = strength;
    this.#rate = 1 / length;
  }

  first(squared: number): number {
    const a = this.#rate;
    const r = Math.sqrt(squared);
    return r > 0 ? (-a * this.#strength * Math.exp(-a * r)) / r : 0;
  }

  second(squared: number, first: number): number {
    const b = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    return -b * (this.#rate + b) * first;
  }

  third(squared: number, second: number): number {
    const a = this.#rate;
    const b = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    return (-b * (a * a + 3 * a * b + 3 * b * b) * second) / (a + b);
  }

  sum(squared: Float64Array, first: Float64Array, count: number): TermSum {
    const k = this.#strength;
    const length = -1 / this.#rate;
    let sum = 0;
    for (let c = 0; c < count; c++) sum += squared[c]! > 0 ? length * Math.sqrt(squared[c]!) * first[c]! : k;
    return { sum, size: Math.abs(sum) };
  }
}
