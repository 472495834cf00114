import type { WasmEngine } from '../tensor/index.ts';
import { BLOCK, blockOrder, boxOf } from './blocks.ts';
import type { Cloud } from './cloud.ts';

/**
 * A cloud in the memory of the wasm engine, in blocks of near points, the last block padded with copies of its last point. The fields ending in
 * `At` are addresses, of the layout that src/tensor/wasm/assembly/sinkhorn.ts describes.
 */
export class BlockCloud {
  readonly cloud: Cloud;
  /** Row of the cloud at each place. */
  readonly order: Int32Array;
  readonly blocks: number;
  /** Float64 [block]: the sum of the weights. */
  readonly masses: Float64Array;
  /** Low and high corner of each block, [2d]. */
  readonly boxes: readonly Float64Array[];
  /** ½|v|² of each place around the centre of its block. */
  readonly halfSquares: Float64Array;
  readonly logWeights: Float64Array;
  /** How far the potential of each block has risen at most since the start, added up over the changes. */
  readonly drift: Float64Array;
  readonly rowLocalAt: number;
  readonly columnLocalAt: number;
  readonly centreAt: number;
  readonly boxAt: number;
  readonly weightAt: number;
  readonly massAt: number;
  readonly driftAt: number;
  /** Written before every pass: see `BlockOperator`. */
  readonly rowHeightAt: number;
  readonly columnHeightAt: number;
  readonly topAt: number;
  readonly offsetAt: number;
  readonly sumsAt: number;
  readonly omittedAt: number;
  readonly evaluatedAt: number;
  readonly #engine: WasmEngine;
  readonly #reserved: number[] = [];
  #seen: Float64Array | undefined;

  constructor(engine: WasmEngine, cloud: Cloud) {
    const { dimension: d, count } = cloud;
    this.#engine = engine;
    this.cloud = cloud;
    this.order = blockOrder(cloud);
    this.blocks = Math.ceil(count / BLOCK);
    const places = this.blocks * BLOCK;
    const reserve = (bytes: number): number => {
      const pointer = engine.reserve(bytes);
      this.#reserved.push(pointer);
      return pointer;
    };
    this.rowLocalAt = reserve(4 * places * d);
    this.columnLocalAt = reserve(4 * places * d);
    this.centreAt = reserve(8 * this.blocks * d);
    this.boxAt = reserve(8 * this.blocks * d);
    this.weightAt = reserve(4 * places);
    this.massAt = reserve(8 * this.blocks);
    this.driftAt = reserve(8 * this.blocks);
    this.rowHeightAt = reserve(8 * places);
    this.columnHeightAt = reserve(4 * places);
    this.topAt = reserve(8 * this.blocks);
    this.offsetAt = reserve(8 * this.blocks);
    this.sumsAt = reserve(8 * places);
    this.omittedAt = reserve(8 * this.blocks);
    this.evaluatedAt = reserve(8 * this.blocks);
    this.masses = new Float64Array(this.blocks);
    this.drift = new Float64Array(this.blocks);
    this.halfSquares = new Float64Array(count);
    this.logWeights = Float64Array.from(this.order, (row) => Math.log2(cloud.weights[row]!));
    this.boxes = Array.from({ length: this.blocks }, (_, b) =>
      boxOf(cloud, this.order, b * BLOCK, Math.min((b + 1) * BLOCK, count)),
    );
    for (let b = 0; b < this.blocks; b++) this.#writeBlock(b);
  }

  /** Take note of new values of the potential: the drift of a block grows by its largest rise. */
  follow(potential: Float64Array): void {
    const seen = this.#seen;
    if (seen) {
      for (let b = 0; b < this.blocks; b++) {
        let rise = Number.NEGATIVE_INFINITY;
        const end = Math.min((b + 1) * BLOCK, this.cloud.count);
        for (let at = b * BLOCK; at < end; at++) {
          const row = this.order[at]!;
          rise = Math.max(rise, potential[row]! - seen[row]!);
        }
        this.drift[b]! += rise;
      }
      seen.set(potential);
    } else this.#seen = potential.slice();
    this.#engine.f64().set(this.drift, this.driftAt / 8);
  }

  dispose(): void {
    for (const pointer of this.#reserved.splice(0)) this.#engine.free(pointer);
  }

  #writeBlock(b: number): void {
    const { values, weights, count, dimension: d } = this.cloud;
    const f32 = this.#engine.f32();
    const f64 = this.#engine.f64();
    const box = this.boxes[b]!;
    const first = b * BLOCK;
    for (let k = 0; k < d; k++) {
      const centre = 0.5 * (box[k]! + box[d + k]!);
      f64[this.centreAt / 8 + b * d + k] = centre;
      // Outwards by the rounding to float32, so that a box never loses a point.
      f32[this.boxAt / 4 + 2 * b * d + k] = box[k]! - 1e-7 * Math.abs(box[k]!);
      f32[this.boxAt / 4 + 2 * b * d + d + k] = box[d + k]! + 1e-7 * Math.abs(box[d + k]!);
      for (let p = 0; p < BLOCK; p++) {
        const place = Math.min(first + p, count - 1);
        const local = Math.fround(values[this.order[place]! * d + k]! - centre);
        f32[this.rowLocalAt / 4 + (b * d + k) * BLOCK + p] = local;
        f32[this.columnLocalAt / 4 + (first + p) * d + k] = local;
        if (first + p < count) this.halfSquares[place]! += 0.5 * local * local;
      }
    }
    for (let p = 0; p < BLOCK; p++) {
      const weight = first + p < count ? weights[this.order[first + p]!]! : 0;
      f32[this.weightAt / 4 + first + p] = weight;
      this.masses[b]! += weight;
    }
    f64[this.massAt / 8 + b] = this.masses[b]!;
  }
}
