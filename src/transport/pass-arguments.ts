import type { WasmEngine } from '../tensor/index.ts';
import type { BlockCloud } from './block-cloud.ts';

const INTEGERS = 28;

/** The argument block of the export `planSums`, field by field as the class `Pass` of src/tensor/wasm/assembly/sinkhorn.ts has them. */
export class PassArguments {
  /** Float64 for every block of rows: the largest height. */
  readonly rowTopAt: number;
  readonly #engine: WasmEngine;
  readonly #at: number;
  readonly #scratchAt: number;
  readonly #scratchBytes: number;

  constructor(engine: WasmEngine, mostBlocks: number, dimension: number) {
    this.#engine = engine;
    this.#at = engine.reserve(4 * INTEGERS + 16);
    this.#scratchBytes = engine.call('planSumsScratch', dimension, mostBlocks);
    this.#scratchAt = engine.reserve(this.#scratchBytes * engine.threads);
    this.rowTopAt = engine.reserve(8 * mostBlocks);
  }

  /** The address to call the export with. */
  write(pass: {
    rows: BlockCloud;
    columns: BlockCloud;
    rowTopAt: number;
    records: { record: number; reference: number } | undefined;
    strides: readonly [number, number];
    scale: number;
    threshold: number;
  }): number {
    const { rows, columns, records, strides } = pass;
    const integers = [
      ...[rows.cloud.dimension, columns.blocks],
      ...[rows.rowLocalAt, rows.centreAt, rows.boxAt, rows.rowHeightAt, rows.weightAt, pass.rowTopAt, rows.massAt],
      ...[columns.columnLocalAt, columns.centreAt, columns.boxAt, columns.columnHeightAt],
      ...[columns.offsetAt, columns.topAt, columns.massAt],
      ...[rows.sumsAt, rows.omittedAt, rows.evaluatedAt],
      ...[records?.record ?? 0, records?.reference ?? 0, ...strides],
      ...[rows.driftAt, columns.driftAt, this.#scratchAt, this.#scratchBytes, 0],
    ];
    this.#engine.i32().set(integers, this.#at / 4);
    this.#engine.f64().set([pass.scale, pass.threshold], (this.#at + 4 * INTEGERS) / 8);
    return this.#at;
  }

  dispose(): void {
    this.#engine.free(this.#at);
    this.#engine.free(this.#scratchAt);
    this.#engine.free(this.rowTopAt);
  }
}
