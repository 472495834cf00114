import type { Points } from './states.ts';

/**
 * A point in phase space for each of `count` chains, moved by the leapfrog scheme of H(q, p) = −log π(q) + ½ pᵀM⁻¹p with a diagonal mass M. In float64, but
 * that the target is asked at positions rounded to float32.
 */
export class PhasePoints {
  readonly #inverseMass: Float64Array;
  readonly #position: Float64Array;
  readonly #gradient: Float64Array;
  /** Row-major [count, dimension]. */
  readonly momentum: Float64Array;

  /** @param inverseMass the diagonal of M⁻¹, [dimension] */
  constructor(start: Points, momentum: Float64Array, inverseMass: Float64Array) {
    this.#inverseMass = inverseMass;
    this.#position = Float64Array.from(start.position);
    this.#gradient = Float64Array.from(start.gradient);
    this.momentum = momentum.slice();
  }

  /** The first half of a leapfrog step, up to where the gradient is wanted: that position goes into `row` of `out`. A negative step goes back in time. */
  depart(chain: number, stepSize: number, out: Float32Array, row: number): void {
    const dimension = this.#inverseMass.length;
    for (let k = 0, at = chain * dimension; k < dimension; k++, at++) {
      this.momentum[at]! += (stepSize / 2) * this.#gradient[at]!;
      this.#position[at]! += stepSize * (this.#inverseMass[k]! * this.momentum[at]!);
      out[row * dimension + k] = this.#position[at]!;
    }
  }

  /**
   * The second half, with the target as it was found at that position.
   * @returns H; +∞ where it is no number or log π is infinite
   */
  arrive(chain: number, stepSize: number, found: Points, row: number): number {
    const dimension = this.#inverseMass.length;
    for (let k = 0, at = chain * dimension; k < dimension; k++, at++) {
      this.#gradient[at] = found.gradient[row * dimension + k]!;
      this.momentum[at]! += (stepSize / 2) * this.#gradient[at]!;
    }
    return this.energy(chain, found.logDensity[row]!);
  }

  /** H where log π is known. */
  energy(chain: number, logDensity: number): number {
    const dimension = this.#inverseMass.length;
    let kinetic = 0;
    for (let k = 0, at = chain * dimension; k < dimension; k++, at++)
      kinetic += (this.#inverseMass[k]! * this.momentum[at]! ** 2) / 2;
    const energy = kinetic - logDensity;
    return Number.isFinite(energy) ? energy : Number.POSITIVE_INFINITY;
  }
}
