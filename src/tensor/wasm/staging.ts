import type { WasmEngine } from './engine.ts';

/** Rows of a block and bytes of one number for each: as in assembly/exponents.ts. */
export const BLOCK = 16;

/** Points as the rows of a pair kernel: blocks of 16, each with its coordinates as [d][16]; the last block repeats the last point. */
export interface Rows {
  pointer: number;
  blocks: number;
  count: number;
}

/** Points as the columns of a pair kernel, row-major, and their exponents b_j = log₂(e) h_j/ε. */
export interface Columns {
  pointer: number;
  heights: number;
  count: number;
  /** Which of the caller's columns they are: those with h_j = −∞ are left out. */
  kept: Int32Array;
}

/** log₂(e)/2ε: the exponent of a pair is b_j − κ|x_i − y_j|² in base 2. */
export const kappaOf = (epsilon: number): number => Math.LOG2E / (2 * epsilon);

/** Copy x [n, d] into scratch as rows. */
export function stageRows(engine: WasmEngine, x: Float32Array, d: number): Rows {
  const count = x.length / d;
  const blocks = Math.ceil(count / BLOCK);
  const pointer = engine.alloc(4 * blocks * BLOCK * d);
  const to = engine.f32().subarray(pointer / 4, pointer / 4 + blocks * BLOCK * d);
  for (let i = 0; i < blocks * BLOCK; i++) {
    const from = Math.min(i, count - 1) * d;
    const lane = (i >>> 4) * d * BLOCK + (i & 15);
    for (let k = 0; k < d; k++) to[lane + k * BLOCK] = x[from + k]!;
  }
  return { pointer, blocks, count };
}

/** Copy y [m, d] into scratch as columns with the potentials h (0 when left out). */
export function stageColumns(
  engine: WasmEngine,
  y: Float32Array,
  h: Float32Array | undefined,
  d: number,
  epsilon: number,
): Columns {
  const kept = keptColumns(y.length / d, h);
  const count = kept.length;
  const pointer = engine.alloc(4 * count * d);
  const heights = engine.alloc(4 * count);
  const f32 = engine.f32();
  gather(y, d, kept, f32, pointer / 4);
  if (!h) f32.fill(0, heights / 4, heights / 4 + count);
  else for (let j = 0; j < count; j++) f32[heights / 4 + j] = (Math.LOG2E * h[kept[j]!]!) / epsilon;
  return { pointer, heights, count, kept };
}

function keptColumns(m: number, h: Float32Array | undefined): Int32Array {
  const kept = new Int32Array(m);
  let count = 0;
  for (let j = 0; j < m; j++) if (!h || h[j] !== Number.NEGATIVE_INFINITY) kept[count++] = j;
  return kept.subarray(0, count);
}

/** Copy the chosen rows of a row-major [_, width] array to `to` from `offset` on. */
export function gather(
  values: Float32Array,
  width: number,
  chosen: Int32Array,
  to: Float32Array,
  offset: number,
): void {
  for (let j = 0; j < chosen.length; j++) {
    const from = chosen[j]! * width;
    for (let k = 0; k < width; k++) to[offset + j * width + k] = values[from + k]!;
  }
}

/** Blocks that a thread claims at once: a few tens of microseconds of work, at most a small part of the whole. */
export function chunkOf(rows: Rows, pairsPerRow: number): number {
  const fair = Math.ceil(rows.blocks / 64);
  const worthwhile = Math.ceil(20_000 / (BLOCK * Math.max(1, pairsPerRow)));
  return Math.max(1, Math.min(fair, 16), worthwhile);
}

/**
 * The kernels' comparisons would lose a NaN, and the specification keeps it: a row with a NaN coordinate has no result, and a NaN among
 * the columns leaves no row with one. @returns the results of `width` a row, marked
 */
export function markNaN(out: Float32Array, width: number, x: Float32Array, d: number, columns: Float32Array[]): void {
  if (columns.some(hasNaN)) out.fill(Number.NaN);
  else if (hasNaN(x)) {
    for (let at = 0; at < x.length; at++) {
      if (Number.isNaN(x[at])) out.fill(Number.NaN, Math.floor(at / d) * width, (Math.floor(at / d) + 1) * width);
    }
  }
}

function hasNaN(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at++) if (Number.isNaN(values[at])) return true;
  return false;
}
