/** One state of each of `count` chains: where it is, and what is known there. Float32 is what a target computes with, so nothing is lost. */
export class States {
  readonly dimension: number;
  /** Row-major [count, dimension]. */
  readonly position: Float32Array;
  /** log π, [count]. */
  readonly logDensity: Float32Array;
  /** ∇ log π, row-major [count, dimension]. */
  readonly gradient: Float32Array;

  constructor(count: number, dimension: number) {
    this.dimension = dimension;
    this.position = new Float32Array(count * dimension);
    this.logDensity = new Float32Array(count);
    this.gradient = new Float32Array(count * dimension);
  }

  /** Take the state `row` of another set. */
  take(chain: number, from: Points, row = chain): void {
    const { dimension } = this;
    this.logDensity[chain] = from.logDensity[row]!;
    for (let k = 0, to = chain * dimension, at = row * dimension; k < dimension; k++, to++, at++) {
      this.position[to] = from.position[at]!;
      this.gradient[to] = from.gradient[at]!;
    }
  }
}

/** Points and the target at them: rows as in `States`. */
export type Points = Pick<States, 'position' | 'logDensity' | 'gradient'>;
