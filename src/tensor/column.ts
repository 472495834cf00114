import { keep, type Tensor, type Tensor1D, type Tensor2D, tensor } from '@tensorflow/tfjs-core';

/**
 * One attribute of one ensemble: an [n, d] (or [n]) float32 tensor owned by the backend, with a host view that is pulled only when
 * someone asks. A step replaces the tensor; nothing is read back.
 */
export class Column {
  #tensor: Tensor;
  #host: Float32Array | undefined;
  #held: Tensor | undefined;

  constructor(values: Float32Array, shape: [number] | [number, number]) {
    this.#tensor = keep(tensor(values, shape, 'float32'));
    this.#host = values;
  }

  /** The live tensor: do not dispose it, and do not hold it over an `assign`. */
  get tensor(): Tensor {
    return this.#tensor;
  }

  get shape(): readonly number[] {
    return this.#tensor.shape;
  }

  /** The column as [n, d]. */
  get matrix(): Tensor2D {
    return this.#tensor as Tensor2D;
  }

  /** The column as [n]. */
  get vector(): Tensor1D {
    return this.#tensor as Tensor1D;
  }

  /** Take over `next` (which must have the column's shape) and dispose the old tensor. */
  assign(next: Tensor): void {
    if (next.shape.join() !== this.#tensor.shape.join()) {
      throw new Error(`a column of shape [${this.#tensor.shape}] cannot take a tensor of shape [${next.shape}]`);
    }
    if (next === this.#tensor) return;
    this.#replace(next);
  }

  /** Remember the present values (no copy: tensors are immutable) until `release`. */
  hold(): void {
    this.#held = this.#tensor;
  }

  /** Go back to the values of `hold`. */
  restore(): void {
    if (this.#held && this.#held !== this.#tensor) this.#replace(this.#held);
  }

  /** Forget the values of `hold`. */
  release(): void {
    if (this.#held !== this.#tensor) this.#held?.dispose();
    this.#held = undefined;
  }

  /** Replace all values from the host. */
  write(values: Float32Array): void {
    this.assign(tensor(values, this.#tensor.shape as [number, number], 'float32'));
    this.#host = values;
  }

  /** The values on the host, row-major: a copy that a later step does not change. Pulled once per change. */
  async pull(): Promise<Float32Array> {
    this.#host ??= (await this.#tensor.data<'float32'>()) as Float32Array;
    return this.#host;
  }

  /** As `pull`, at once; throws on a backend that can only answer asynchronously and was not pulled since the last change. */
  peek(): Float32Array {
    this.#host ??= this.#tensor.dataSync<'float32'>() as Float32Array;
    return this.#host;
  }

  dispose(): void {
    this.release();
    this.#tensor.dispose();
  }

  #replace(next: Tensor): void {
    const old = this.#tensor;
    this.#tensor = keep(next);
    this.#host = undefined;
    if (old !== this.#held) old.dispose();
  }
}
