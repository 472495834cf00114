import { loops, type WasmEngine } from '../tensor/index.ts';
import { BlockCloud } from './block-cloud.ts';
import { BLOCK } from './blocks.ts';
import type { Cloud } from './cloud.ts';
import { lowestCost } from './lowest-cost.ts';
import type { Potentials, Side, SoftminOperator } from './operator.ts';
import { PassArguments } from './pass-arguments.ts';

/** Records of skipped blocks are kept for at most this many pairs of blocks (64 MB for both arrays). */
const MOST_RECORDS = 8_000_000;
/** log2 of the height of a padded column: it adds nothing. */
const NOTHING = -1e30;
/** Outside these row sums the potential was too poor a hint for float32: −max_j (g_j + ε log b_j − c_ij) takes its place. */
const SMALLEST_SUM_PER_POINT = 2 ** -40;
const LARGEST_SUM = 2 ** 100;
/** A poor hint also skips too much: then the result is the next hint. */
const MOST_ATTEMPTS = 4;

/**
 * The operator on the wasm engine: float32 pairs, everything else in float64, all threads, with rigorous skipping of blocks. Only row sums are
 * computed (columns are the rows of the transposed problem), each by one thread in one order: the number of threads changes no bit.
 */
export class BlockOperator implements SoftminOperator {
  pairs = 0;
  readonly #engine: WasmEngine;
  readonly #x: BlockCloud;
  readonly #y: BlockCloud;
  readonly #arguments: PassArguments;
  readonly #omittable: number;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;
  readonly #omitted = { rows: 0, columns: 0 };
  readonly #records: { record: number; reference: number } | undefined;
  #epsilon = 0;

  /** @param omittable mass of the plan that a pass may leave out @param y undefined for a cloud with itself */
  constructor(engine: WasmEngine, x: Cloud, y: Cloud | undefined, omittable: number) {
    this.#engine = engine;
    this.#x = new BlockCloud(engine, x);
    this.#y = y ? new BlockCloud(engine, y) : this.#x;
    this.#omittable = omittable;
    this.#rows = new Float64Array(x.count);
    this.#columns = y ? new Float64Array(y.count) : this.#rows;
    const records = this.#x.blocks * this.#y.blocks;
    if (records <= MOST_RECORDS) {
      this.#records = { record: engine.reserve(4 * records), reference: engine.reserve(4 * records) };
    }
    this.#arguments = new PassArguments(engine, Math.max(this.#x.blocks, this.#y.blocks), x.dimension);
  }

  get omitted(): number {
    return this.#omitted.rows + this.#omitted.columns;
  }

  softmin(side: Side, epsilon: number, potentials: Potentials): Float64Array {
    if (epsilon !== this.#epsilon) this.#forgetRecords(epsilon);
    const [rows, columns, given, potential, out] =
      side === 'rows'
        ? [this.#x, this.#y, potentials.f, potentials.g, this.#rows]
        : [this.#y, this.#x, potentials.g, potentials.f, this.#columns];
    columns.follow(potential);
    this.#writeColumns(columns, potential, epsilon);
    let hint = given;
    for (let attempt = 1; ; attempt++) {
      rows.follow(hint);
      this.#sum(side, rows, columns, hint, epsilon);
      const outside = this.#readSums(rows, columns, hint, epsilon, out);
      this.#omitted[side] = this.#omittedMass(rows);
      const good = outside.length === 0 && this.#omitted[side] <= 2 * this.#omittable;
      if (good || attempt >= MOST_ATTEMPTS) {
        for (const row of outside) out[row] = exactRow(rows.cloud, row, columns.cloud, potential, epsilon);
        return out;
      }
      hint = outside.length > 0 ? lowestCost(rows, columns, potential, epsilon) : out.slice();
    }
  }

  dispose(): void {
    this.#x.dispose();
    if (this.#y !== this.#x) this.#y.dispose();
    this.#arguments.dispose();
    if (!this.#records) return;
    this.#engine.free(this.#records.record);
    this.#engine.free(this.#records.reference);
  }

  /** What a pair of blocks weighed at another ε says nothing. */
  #forgetRecords(epsilon: number): void {
    this.#epsilon = epsilon;
    if (!this.#records) return;
    const count = this.#x.blocks * this.#y.blocks;
    const { record, reference } = this.#records;
    this.#engine.f32().fill(1e30, record / 4, record / 4 + count);
    this.#engine.f32().fill(0, reference / 4, reference / 4 + count);
  }

  #writeColumns(columns: BlockCloud, potential: Float64Array, epsilon: number): void {
    const { order, blocks, halfSquares, logWeights, cloud } = columns;
    const scale = Math.LOG2E / epsilon;
    const f32 = this.#engine.f32();
    const f64 = this.#engine.f64();
    for (let b = 0; b < blocks; b++) {
      const end = Math.min((b + 1) * BLOCK, cloud.count);
      let top = Number.NEGATIVE_INFINITY;
      let offset = Number.NEGATIVE_INFINITY;
      for (let at = b * BLOCK; at < end; at++) {
        const height = scale * potential[order[at]!]!;
        if (height > top) top = height;
        if (height + logWeights[at]! > offset) offset = height + logWeights[at]!;
      }
      for (let at = b * BLOCK; at < end; at++) {
        const height = scale * (potential[order[at]!]! - halfSquares[at]!) + logWeights[at]! - offset;
        f32[columns.columnHeightAt / 4 + at] = height;
      }
      f32.fill(NOTHING, columns.columnHeightAt / 4 + end, columns.columnHeightAt / 4 + (b + 1) * BLOCK);
      f64[columns.topAt / 8 + b] = top;
      f64[columns.offsetAt / 8 + b] = offset;
    }
  }

  #sum(side: Side, rows: BlockCloud, columns: BlockCloud, hint: Float64Array, epsilon: number): void {
    const rowTopAt = this.#writeRows(rows, hint, epsilon);
    const pointer = this.#arguments.write({
      rows,
      columns,
      rowTopAt,
      records: this.#records,
      strides: side === 'rows' ? [this.#y.blocks, 1] : [1, this.#y.blocks],
      scale: Math.LOG2E / epsilon,
      threshold: Math.log2(this.#omittable),
    });
    this.#engine.parallel('planSums', rows.blocks, 1, [pointer]);
    const f64 = this.#engine.f64();
    for (let b = 0; b < rows.blocks; b++) this.pairs += f64[rows.evaluatedAt / 8 + b]!;
  }

  /** What the plan lacks once its rows are scaled to their weights: what was skipped under the hint, over the row sums under the hint. */
  #omittedMass(rows: BlockCloud): number {
    const f64 = this.#engine.f64();
    let mass = 0;
    for (let b = 0; b < rows.blocks; b++) {
      const skipped = f64[rows.omittedAt / 8 + b]!;
      if (skipped === 0) continue;
      const sums = f64.subarray(rows.sumsAt / 8 + b * BLOCK, rows.sumsAt / 8 + (b + 1) * BLOCK);
      mass +=
        skipped /
        Math.max(
          sums.reduce((least, sum) => Math.min(least, sum), 1),
          Number.MIN_VALUE,
        );
    }
    return mass;
  }

  #writeRows(rows: BlockCloud, hint: Float64Array, epsilon: number): number {
    const { order, blocks, cloud } = rows;
    const scale = Math.LOG2E / epsilon;
    const f64 = this.#engine.f64();
    const { rowTopAt } = this.#arguments;
    for (let b = 0; b < blocks; b++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let p = 0; p < BLOCK; p++) {
        const height = scale * hint[order[Math.min(b * BLOCK + p, cloud.count - 1)]!]!;
        f64[rows.rowHeightAt / 8 + b * BLOCK + p] = height;
        if (height > top) top = height;
      }
      f64[rowTopAt / 8 + b] = top;
    }
    return rowTopAt;
  }

  /** Writes the result from the row sums; returns the rows whose sum is out of range. */
  #readSums(rows: BlockCloud, columns: BlockCloud, hint: Float64Array, epsilon: number, out: Float64Array): number[] {
    const { order, cloud, sumsAt } = rows;
    const f64 = this.#engine.f64();
    const smallest = SMALLEST_SUM_PER_POINT * columns.cloud.count;
    const outside: number[] = [];
    for (let at = 0; at < cloud.count; at++) {
      const row = order[at]!;
      const sum = f64[sumsAt / 8 + at]!;
      if (sum > smallest && sum < LARGEST_SUM) out[row] = hint[row]! - epsilon * Math.log(sum);
      else outside.push(row);
    }
    return outside;
  }
}

/** One entry of the softmin by plain float64 loops. */
function exactRow(rows: Cloud, row: number, columns: Cloud, potential: Float64Array, epsilon: number): number {
  const { dimension, values } = rows;
  const h = potential.map((value, j) => value + epsilon * Math.log(columns.weights[j]!));
  const point = values.subarray(row * dimension, (row + 1) * dimension);
  return loops.softminLoops(point, columns.values, h, dimension, epsilon, new Float64Array(1))[0]!;
}
