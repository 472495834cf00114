import { type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';

/** The step size of a proposal and the variances that its coordinates are scaled by: the diagonal of M⁻¹. */
export class Tuning {
  readonly stepSize: number;
  readonly #inverseMass: Float64Array | undefined;

  /** @param inverseMass [d]; left out for the identity */
  constructor(stepSize: number, inverseMass?: Float64Array) {
    this.stepSize = stepSize;
    this.#inverseMass = inverseMass;
  }

  /** What to multiply rows by: a function of the variance of a coordinate, in float32 on the device; one number for the identity. Call it inside a `tidy`. */
  along(scale: (variance: number) => number): number | Tensor1D {
    return this.#inverseMass ? tensor1d(Float32Array.from(this.#inverseMass, scale)) : scale(1);
  }

  /** The same with another step size. */
  times(factor: number): Tuning {
    return new Tuning(this.stepSize * factor, this.#inverseMass);
  }
}
