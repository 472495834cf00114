import { extentOf, spatialOrder } from '../spatial-order.ts';
import type { WasmEngine } from './engine.ts';

/** Rows of a block: as in assembly/exponents.ts. */
export const BLOCK = 16;
/** Columns of a tile, which has one box: as in assembly/exponents.ts. */
const COLUMNS = 64;

/** Below this many pairs, and where the kernel is wide, ordering the points costs more than the pairs that it saves. */
const FEWEST_PAIRS = 500_000;
/** κ · extent² beyond which some tiles must fall out of reach, whatever their heights. */
const NARROW = 400;

/** Points as the rows of a pair kernel: blocks of 16, each with its coordinates as [d][16]; the last block repeats the last point. */
export interface Rows {
  pointer: number;
  blocks: number;
  /** Which of the caller's points each row is. */
  order: Int32Array;
}

/** Points as the columns of a pair kernel, row-major, and their exponents b_j = log₂(e) h_j/ε. */
export interface Columns {
  pointer: number;
  heights: number;
  boxes: number;
  count: number;
  /** Which of the caller's columns each is: those with h_j = −∞ are left out. */
  order: Int32Array;
}

/** log₂(e)/2ε: the exponent of a pair is b_j − κ|x_i − y_j|² in base 2. */
export const kappaOf = (epsilon: number): number => Math.LOG2E / (2 * epsilon);

/** The points of x [n, d] (those with weight, where h is given), in spatial order if that will pay. */
export function orderOf(x: Float32Array, d: number, kappa: number, pairs: number, h?: Float32Array): Int32Array {
  const present = presentOf(x.length / d, h);
  const pays = pairs > FEWEST_PAIRS && kappa * extentOf(x, d) ** 2 > NARROW;
  return pays ? spatialOrder(x, d, present, COLUMNS) : present;
}

function presentOf(count: number, h: Float32Array | undefined): Int32Array {
  const present = new Int32Array(count);
  let next = 0;
  for (let j = 0; j < count; j++) if (!h || h[j] !== Number.NEGATIVE_INFINITY) present[next++] = j;
  return present.subarray(0, next);
}

/** Copy the points of x [_, d] into scratch as rows. */
export function stageRows(engine: WasmEngine, x: Float32Array, d: number, order: Int32Array): Rows {
  const blocks = Math.ceil(order.length / BLOCK);
  const pointer = engine.alloc(4 * blocks * BLOCK * d);
  const to = engine.f32().subarray(pointer / 4, pointer / 4 + blocks * BLOCK * d);
  for (let i = 0; i < blocks * BLOCK; i++) {
    const from = order[Math.min(i, order.length - 1)]! * d;
    const lane = Math.floor(i / BLOCK) * d * BLOCK + (i % BLOCK);
    for (let k = 0; k < d; k++) to[lane + k * BLOCK] = x[from + k]!;
  }
  return { pointer, blocks, order };
}

/** Copy the points of y [_, d] into scratch as columns with the potentials h (0 when left out), and box their tiles. */
export function stageColumns(
  engine: WasmEngine,
  y: Float32Array,
  d: number,
  order: Int32Array,
  h?: Float32Array,
  epsilon = 1,
): Columns {
  const count = order.length;
  const pointer = stageMatrix(engine, y, d, order);
  const heights = engine.alloc(4 * count);
  const tiles = engine.call('tilesOf', count);
  const boxes = engine.alloc(tiles * engine.call('boxBytes', d));
  const b = engine.f32().subarray(heights / 4, heights / 4 + count);
  for (let j = 0; j < count; j++) b[j] = h ? (Math.LOG2E * h[order[j]!]!) / epsilon : 0;
  engine.parallel('boxTiles', tiles, Math.max(64, Math.ceil(tiles / 16)), [d, count, pointer, heights, boxes]);
  return { pointer, heights, boxes, count, order };
}

/** Copy the chosen rows of a row-major [_, width] array into scratch, followed by zeros to a multiple of 16 rows. */
export function stageMatrix(engine: WasmEngine, values: Float32Array, width: number, order: Int32Array): number {
  const padded = Math.ceil(order.length / BLOCK) * BLOCK;
  const pointer = engine.alloc(4 * padded * width);
  const to = engine.f32().subarray(pointer / 4, pointer / 4 + padded * width);
  to.fill(0, order.length * width);
  for (let j = 0; j < order.length; j++) {
    const from = order[j]! * width;
    for (let k = 0; k < width; k++) to[j * width + k] = values[from + k]!;
  }
  return pointer;
}

/** Copy staged results, row-major [rows, width], back to the places of the caller's points. */
export function unstage(results: Float32Array, width: number, order: Int32Array, out: Float32Array): void {
  for (let i = 0; i < order.length; i++) {
    const to = order[i]! * width;
    for (let k = 0; k < width; k++) out[to + k] = results[i * width + k]!;
  }
}

/** Blocks that a thread claims at once: some 50 microseconds of work, and at most a small part of the whole. */
export function chunkOf(blocks: number, columns: number): number {
  const worthwhile = Math.ceil(60_000 / (BLOCK * Math.max(1, columns)));
  return Math.max(1, Math.min(Math.ceil(blocks / 32), worthwhile));
}

/**
 * The kernels' comparisons would lose a NaN, and the specification keeps it: a row with a NaN coordinate has no result, and a NaN among
 * the columns leaves no row with one. `out` has `width` results a row.
 */
export function markNaN(out: Float32Array, width: number, x: Float32Array, d: number, columns: Float32Array[]): void {
  if (columns.some(hasNaN)) {
    out.fill(Number.NaN);
    return;
  }
  if (!hasNaN(x)) return;
  for (let at = 0; at < x.length; at++) {
    const row = Math.floor(at / d) * width;
    if (Number.isNaN(x[at])) out.fill(Number.NaN, row, row + width);
  }
}

function hasNaN(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at++) if (Number.isNaN(values[at]!)) return true;
  return false;
}
