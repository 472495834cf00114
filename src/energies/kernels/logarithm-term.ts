import type { RadialTerm, TermSum } from './radial-term.ts';

/**
 * k log|z|; with softening s, |z|² + s² takes the place of |z|². f′ = k/|z|², f″ = −2f′/|z|², f‴ = −4f″/|z|². At z = 0, without softening,
 * all is left out.
 */
export class LogarithmTerm implements RadialTerm {
  readonly #strength: number;
  readonly #shift: number;

  constructor(strength: number, softening: number) {
    this.#strength = strength;
    this.#shift = softening * softening;
  }

  first(squared: number): number {
    return this.#strength * inverse(squared + this.#shift);
  }

  second(squared: number, first: number): number {
    return -2 * first * inverse(squared + this.#shift);
  }

  third(squared: number, second: number): number {
    return -4 * second * inverse(squared + this.#shift);
  }

  sum(squared: Float64Array, _first: Float64Array, count: number): TermSum {
    const { sum, size } = sumOfLogarithms(squared, count, this.#shift);
    return { sum: 0.5 * this.#strength * sum, size: 0.5 * Math.abs(this.#strength) * size };
  }
}

const inverse = (s: number): number => (s > 0 ? 1 / s : 0);

/** Products stay between these, far from overflow and underflow. */
const SMALL = 2 ** -500;
const LARGE = 2 ** 500;

/**
 * Σ log(s + shift), without those of 0: the logarithm of the product, taken each time that would become too large or too small. A
 * multiplication is several times as fast as a logarithm, and as exact: its rounding error relative to the product is an absolute error of
 * the logarithm, so each factor counts as 1 in the size.
 */
function sumOfLogarithms(squared: Float64Array, count: number, shift: number): TermSum {
  let sum = 0;
  let size = count;
  let product = 1;
  for (let c = 0; c < count; c++) {
    const s = squared[c]! + shift;
    const next = product * s;
    if (next > SMALL && next < LARGE) {
      product = next;
    } else if (s > 0) {
      const [before, own] = [Math.log(product), Math.log(s)];
      sum += before + own;
      size += Math.abs(before) + Math.abs(own);
      product = 1;
    }
  }
  const rest = Math.log(product);
  return { sum: sum + rest, size: size + Math.abs(rest) };
}
