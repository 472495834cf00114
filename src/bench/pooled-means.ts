import type { Means } from '../metrics/index.ts';

/** Means over the draws of all chains, as they come. */
export class PooledMeans {
  readonly #x: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(dimension: number) {
    this.#x = new Float64Array(dimension);
    this.#squares = new Float64Array(dimension);
  }

  /** @param positions [n, d] */
  add(positions: Float32Array): void {
    const d = this.#x.length;
    for (let i = 0; i < positions.length; i += d)
      for (let k = 0; k < d; k++) {
        const value = positions[i + k]!;
        this.#x[k]! += value;
        this.#squares[k]! += value * value;
      }
    this.#count += positions.length / d;
  }

  /** Nothing before the first draw. */
  get means(): Means | undefined {
    const mean = (sum: number): number => sum / this.#count;
    return this.#count > 0 ? { x: this.#x.map(mean), squares: this.#squares.map(mean) } : undefined;
  }
}
