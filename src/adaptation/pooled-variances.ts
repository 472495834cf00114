/**
 * Variances of single coordinates over everything it was shown, all particles of all steps as one sample: Welford's sums, merged block by block
 * as by Chan, Golub & LeVeque 1983, in float64. Nothing of its state is outside `numbers`.
 */
export class PooledVariances {
  /** How many numbers the state takes. */
  static readonly length = (dimension: number): number => 1 + 2 * dimension;

  #count: number;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  /** @param numbers what `numbers` gave; zeros when it has seen nothing */
  constructor(numbers: Float64Array) {
    const dimension = (numbers.length - 1) / 2;
    this.#count = numbers[0]!;
    this.#mean = numbers.slice(1, 1 + dimension);
    this.#squares = numbers.slice(1 + dimension);
  }

  /** @param positions row-major [n, d] */
  add(positions: Float32Array): void {
    const d = this.#mean.length;
    const rows = positions.length / d;
    const count = this.#count + rows;
    for (let k = 0; k < d; k++) {
      let sum = 0;
      for (let i = k; i < positions.length; i += d) sum += positions[i]!;
      const mean = sum / rows;
      let squares = 0;
      for (let i = k; i < positions.length; i += d) squares += (positions[i]! - mean) ** 2;
      const shift = mean - this.#mean[k]!;
      this.#squares[k]! += squares + (shift * shift * this.#count * rows) / count;
      this.#mean[k]! += (shift * rows) / count;
    }
    this.#count = count;
  }

  /** Shrunk a little to 1e-3, as Stan does: (n/(n + 5)) s² + 1e-3 · 5/(n + 5), n the size of the pooled sample. */
  regularised(): Float64Array {
    const n = this.#count;
    return this.#squares.map((squares) => ((n / (n + 5)) * squares) / Math.max(1, n - 1) + (1e-3 * 5) / (n + 5));
  }

  get numbers(): Float64Array {
    return Float64Array.of(this.#count, ...this.#mean, ...this.#squares);
  }
}
