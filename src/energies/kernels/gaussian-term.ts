import type { RadialTerm, TermSum } from './radial-term.ts';

/** k exp(−|z|²/2l²): each derivative with respect to |z|²/2 is the one before times −1/l². */
export class GaussianTerm implements RadialTerm {
  readonly #rate: number;
  readonly #steepness: number;

  constructor(strength: number, length: number) {
    this.#rate = -1 / (length * length);
    this.#steepness = this.#rate * strength;
  }

  first(squared: number): number {
    return this.#steepness * Math.exp(0.5 * this.#rate * squared);
  }

  second(_squared: number, first: number): number {
    return this.#rate * first;
  }

  third(_squared: number, second: number): number {
    return this.#rate * second;
  }

  sum(_squared: Float64Array, first: Float64Array, count: number): TermSum {
    let sum = 0;
    for (let c = 0; c < count; c++) sum += first[c]!;
    sum /= this.#rate;
    return { sum, size: Math.abs(sum) };
  }
}
