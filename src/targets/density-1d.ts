import { gaussLegendre } from './quadrature.ts';

const CELLS = 512;
const { nodes, weights } = gaussLegendre(10);

/**
 * A density on an interval [low, high], given by its logarithm up to a constant, in float64: normalised, integrated and inverted by a
 * 10-point Gauss-Legendre rule on each of 512 cells. For analytic densities that is exact to rounding.
 */
export class Density1D {
  readonly low: number;
  readonly high: number;
  readonly #logDensity: (x: number) => number;
  readonly #largest: number;
  readonly #mass: number;
  /** Probability left of each cell's right end. */
  readonly #cumulative: Float64Array;

  constructor(logDensity: (x: number) => number, low: number, high: number) {
    this.low = low;
    this.high = high;
    this.#logDensity = logDensity;
    let largest = Number.NEGATIVE_INFINITY;
    this.#visit((_weight, x) => (largest = Math.max(largest, logDensity(x))));
    this.#largest = largest;
    this.#cumulative = new Float64Array(CELLS);
    let mass = 0;
    this.#visit((weight, x, cell) => {
      mass += weight * Math.exp(logDensity(x) - largest);
      this.#cumulative[cell] = mass;
    });
    this.#mass = mass;
    for (let cell = 0; cell < CELLS; cell++) this.#cumulative[cell]! /= mass;
  }

  get #width(): number {
    return (this.high - this.low) / CELLS;
  }

  #visit(see: (weight: number, x: number, cell: number) => void): void {
    const half = this.#width / 2;
    for (let cell = 0; cell < CELLS; cell++) {
      const centre = this.low + (2 * cell + 1) * half;
      for (let k = 0; k < nodes.length; k++) see(weights[k]! * half, centre + half * nodes[k]!, cell);
    }
  }

  /** The normalised density at x. */
  density(x: number): number {
    return Math.exp(this.#logDensity(x) - this.#largest) / this.#mass;
  }

  /** log ∫ exp(logDensity). */
  get logMass(): number {
    return this.#largest + Math.log(this.#mass);
  }

  /** E f(X). `f` adds `weight` times what it likes to its own sums: see `expectation` for one number. */
  integrate(add: (weight: number, x: number) => void): void {
    this.#visit((weight, x) => add(weight * this.density(x), x));
  }

  expectation(f: (x: number) => number): number {
    let sum = 0;
    this.integrate((weight, x) => (sum += weight * f(x)));
    return sum;
  }

  /** The x with P(X ≤ x) = probability: Newton's method on the integral over the cell, kept inside it by bisection. */
  quantile(probability: number): number {
    const cell = this.#cellOf(probability);
    const start = this.low + cell * this.#width;
    const wanted = probability - (cell > 0 ? this.#cumulative[cell - 1]! : 0);
    let left = start;
    let right = start + this.#width;
    let x = (left + right) / 2;
    for (let iteration = 0; iteration < 60 && right - left > 1e-14 * (1 + Math.abs(x)); iteration++) {
      const excess = this.#between(start, x) - wanted;
      if (excess > 0) right = x;
      else left = x;
      const newton = x - excess / this.density(x);
      const next = newton > left && newton < right ? newton : (left + right) / 2;
      if (Math.abs(next - x) < 1e-13 * (1 + Math.abs(x))) return next;
      x = next;
    }
    return x;
  }

  #cellOf(probability: number): number {
    let low = 0;
    let high = CELLS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (probability <= this.#cumulative[middle]!) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** ∫ of the density from a to b inside one cell. */
  #between(a: number, b: number): number {
    const half = (b - a) / 2;
    let sum = 0;
    for (let k = 0; k < nodes.length; k++) sum += weights[k]! * this.density(a + half + half * nodes[k]!);
    return sum * half;
  }
}
