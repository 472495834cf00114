import { type Draw, philox, uniformOf } from '../random/index.ts';

/**
 * The uniform numbers in (0, 1) that chains decide by, each at its own pace: the k-th that a chain takes is coordinate k of its row, whatever the
 * others take and when.
 */
export class Decisions {
  readonly #draw: Draw;
  readonly #taken: Uint32Array;
  /** The Philox block that each chain is at, [count, 4]. */
  readonly #blocks: Uint32Array;

  constructor(count: number, draw: Draw) {
    this.#draw = draw;
    this.#taken = new Uint32Array(count);
    this.#blocks = new Uint32Array(4 * count);
  }

  next(chain: number): number {
    const k = this.#taken[chain]!++;
    const { key, step, stream, firstRow = 0 } = this.#draw;
    if (k % 4 === 0) philox((firstRow + chain) >>> 0, step >>> 0, stream, k >>> 2, key, this.#blocks, 4 * chain);
    return uniformOf(this.#blocks[4 * chain + (k % 4)]!);
  }
}
