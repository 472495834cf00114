import { exp2 } from './exp2';

/*
 * Row sums of an entropic plan between clouds in blocks of BLOCK points:
 *   sum_i = Σ_j b_j exp((f_i + g_j − ½|x_i − y_j|²)/ε), in powers of two: L = log2(e)/ε.
 * With c the centre of the column's block, v = y − c and w = x − c, the exponent of a pair is
 *   [L f_i + top − ½L|w|²] + [log2 b_j + L g_j − ½L|v|² − top] + L w·v.
 * The first bracket is one float64 for each row and block; what is left is of the size of a block, so float32 loses nothing to the size of
 * the clouds or of the potentials. A pair of blocks is skipped when a bound on its share of the plan is below the threshold: from
 * the distance of the boxes, or from its mass when it was last summed and the rise of the potentials since.
 */

/** Points of a block. */
// @ts-ignore: decorator
@inline const BLOCK: usize = 64;
/** Rows that are summed at once: two vectors. */
// @ts-ignore: decorator
@inline const GROUP: usize = 8;
/** No exponent may be larger, or adding it to the exponent bits would overflow. */
// @ts-ignore: decorator
@inline const HIGHEST: f32 = 126;

/** A pair of blocks of this mass may have terms that were cut off at 2^HIGHEST. */
// @ts-ignore: decorator
@inline const SATURATED: f64 = 1e18;
/** The record of a pair of blocks that must be summed. */
// @ts-ignore: decorator
@inline const UNKNOWN: f64 = 1e30;

/** The arguments, written by src/transport/pass-arguments.ts: the two must agree. */
@unmanaged class Pass {
  dimension: i32;
  columnBlocks: i32;
  /** float32 [block][d][BLOCK], relative to the block's centre. */
  rowLocal: usize;
  /** float64 [block][d] */
  rowCentre: usize;
  /** float32 [block][2d]: low corner, high corner. */
  rowBox: usize;
  /** float64 [row]: L f. */
  rowHeight: usize;
  /** float32 [row], 0 for padding. */
  rowWeight: usize;
  /** float64 [block]: the largest L f. */
  rowTop: usize;
  /** float64 [block]: the sum of the weights. */
  rowMass: usize;
  /** float32 [block][BLOCK][d] */
  columnLocal: usize;
  columnCentre: usize;
  columnBox: usize;
  /** float32 [column]: the second bracket; far below −64 for padding. */
  columnHeight: usize;
  /** float64 [block]: `top`. */
  columnOffset: usize;
  /** float64 [block]: the largest L g. */
  columnTop: usize;
  columnMass: usize;
  /** float64 [row], the result. */
  sums: usize;
  /** float64 [block]: bound on the mass skipped. */
  omitted: usize;
  /** float64 [block]: pairs summed. */
  evaluated: usize;
  /** float32: log2 of the mean density of each pair of blocks when last summed; 0 where none are kept. */
  record: usize;
  /** float32: the drifts of then. */
  reference: usize;
  rowStride: i32;
  columnStride: i32;
  /** float64 [block]: how far the potentials of the block have risen at most, added up, in units of the cost. */
  rowDrift: usize;
  columnDrift: usize;
  /** Per thread: a list of blocks, BLOCK sums, the scaled differences of a group. */
  scratch: usize;
  scratchBytes: i32;
  unused: i32;
  scale: f64;
  /** log2 of the share of a pair of blocks, over the product of their weights, that is not worth summing. */
  threshold: f64;
}

/** Bytes of scratch for one thread. */
export function planSumsScratch(dimension: i32, columnBlocks: i32): usize {
  return ((usize(columnBlocks) << 2) + (BLOCK << 3) + ((usize(dimension) + 1) * GROUP << 2) + 127) & ~63;
}

/** Half the squared distance of two boxes. */
function boxDistance(d: i32, a: usize, b: usize): f64 {
  let sum: f64 = 0;
  const width = usize(d) << 2;
  for (let k: usize = 0; k < width; k += 4) {
    const gap = max(load<f32>(a + k) - load<f32>(b + k + width), load<f32>(b + k) - load<f32>(a + k + width));
    if (gap > 0) sum += f64(gap) * f64(gap);
  }
  return 0.5 * sum;
}

/** A power of two ≥ 2^z. */
// @ts-ignore: decorator
@inline
function powerAbove(z: f64): f64 {
  const k = i64(Math.ceil(max(z, -1000)));
  return reinterpret<f64>((k + 1023) << 52);
}

/** Where the record of a pair of blocks lies, in bytes from the start. */
// @ts-ignore: decorator
@inline
function place(pass: Pass, i: i32, j: i32): usize {
  return usize(i * pass.rowStride + j * pass.columnStride) << 2;
}

// @ts-ignore: decorator
@inline
function drift(pass: Pass, i: i32, j: i32): f64 {
  return load<f64>(pass.rowDrift + (usize(i) << 3)) + load<f64>(pass.columnDrift + (usize(j) << 3));
}

/** An upper bound on log2 of the mean density of the plan over a pair of blocks. */
function densityBound(pass: Pass, i: i32, j: i32): f64 {
  const box = usize(pass.dimension) << 3;
  const tops = load<f64>(pass.rowTop + (usize(i) << 3)) + load<f64>(pass.columnTop + (usize(j) << 3));
  const apart = boxDistance(pass.dimension, pass.rowBox + usize(i) * box, pass.columnBox + usize(j) * box);
  const bound = tops - pass.scale * apart;
  if (pass.record === 0) return bound;
  const at = place(pass, i, j);
  const risen = drift(pass, i, j) - f64(load<f32>(pass.reference + at));
  return min(bound, f64(load<f32>(pass.record + at)) + pass.scale * risen);
}

/** Lists the blocks of columns that row block i cannot skip. */
function listBlocks(pass: Pass, i: i32, list: usize): i32 {
  let count = 0;
  let omitted: f64 = 0;
  for (let j = 0; j < pass.columnBlocks; j++) {
    const bound = densityBound(pass, i, j);
    if (bound > pass.threshold) store<i32>(list + (usize(count++) << 2), j);
    else omitted += load<f64>(pass.columnMass + (usize(j) << 3)) * powerAbove(bound);
  }
  store<f64>(pass.omitted + (usize(i) << 3), omitted * load<f64>(pass.rowMass + (usize(i) << 3)));
  return count;
}

/** L w, float32 [d][GROUP], then the first bracket, float32 [GROUP], for the rows `row` … row + 7 of block i against column block j. */
function prepareGroup(pass: Pass, i: i32, row: usize, j: i32, out: usize): void {
  const d = usize(pass.dimension);
  const local = pass.rowLocal + ((usize(i) * d * BLOCK + row) << 2);
  const rowCentre = pass.rowCentre + (usize(i) * d << 3);
  const columnCentre = pass.columnCentre + (usize(j) * d << 3);
  const scale = f64x2.splat(pass.scale);
  const heights = pass.rowHeight + ((usize(i) * BLOCK + row) << 3);
  for (let half: usize = 0; half < 2; half++) {
    let q0 = f64x2.splat(0), q1 = q0;
    for (let k: usize = 0; k < d; k++) {
      const shift = f64x2.splat(load<f64>(rowCentre + (k << 3)) - load<f64>(columnCentre + (k << 3)));
      const u = v128.load(local + (k * BLOCK << 2) + (half << 4));
      const w0 = f64x2.add(f64x2.promote_low_f32x4(u), shift);
      const w1 = f64x2.add(f64x2.promote_low_f32x4(v128.shuffle<u64>(u, u, 1, 1)), shift);
      q0 = f64x2.add(q0, f64x2.mul(w0, w0));
      q1 = f64x2.add(q1, f64x2.mul(w1, w1));
      v128.store(out + (k * GROUP << 2) + (half << 4), narrow(f64x2.mul(scale, w0), f64x2.mul(scale, w1)));
    }
    const offset = f64x2.splat(load<f64>(pass.columnOffset + (usize(j) << 3)));
    const minusHalf = f64x2.mul(scale, f64x2.splat(-0.5));
    const a0 = f64x2.add(f64x2.add(v128.load(heights + (half << 5)), offset), f64x2.mul(minusHalf, q0));
    const a1 = f64x2.add(f64x2.add(v128.load(heights + (half << 5), 16), offset), f64x2.mul(minusHalf, q1));
    v128.store(out + (d * GROUP << 2) + (half << 4), narrow(a0, a1));
  }
}

/** Four float32 from twice two float64. */
// @ts-ignore: decorator
@inline
function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// @ts-ignore: decorator
@inline
function weight(z: v128): v128 {
  return exp2(f32x4.pmin(z, f32x4.splat(HIGHEST)));
}

/** Adds the sums over one block of columns, D ≤ 3 coordinates, to the GROUP float64 at `sums`; returns Σ_i weight_i · sum_i. */
// @ts-ignore: decorator
@inline
function sumLow(D: i32, group: usize, columns: usize, heights: usize, sums: usize, weights: usize): f64 {
  const x0 = v128.load(group), u0 = v128.load(group, 16);
  let x1 = x0, u1 = u0, x2 = x0, u2 = u0;
  if (D > 1) {
    x1 = v128.load(group, 32);
    u1 = v128.load(group, 48);
  }
  if (D > 2) {
    x2 = v128.load(group, 64);
    u2 = v128.load(group, 80);
  }
  const a = v128.load(group + D * 32), b = v128.load(group + D * 32, 16);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  const end = heights + (BLOCK << 2);
  for (; heights < end; heights += 4) {
    const height = v128.load32_splat(heights);
    let y = v128.load32_splat(columns);
    let z0 = f32x4.add(f32x4.add(height, a), f32x4.mul(x0, y));
    let z1 = f32x4.add(f32x4.add(height, b), f32x4.mul(u0, y));
    if (D > 1) {
      y = v128.load32_splat(columns, 4);
      z0 = f32x4.add(z0, f32x4.mul(x1, y));
      z1 = f32x4.add(z1, f32x4.mul(u1, y));
    }
    if (D > 2) {
      y = v128.load32_splat(columns, 8);
      z0 = f32x4.add(z0, f32x4.mul(x2, y));
      z1 = f32x4.add(z1, f32x4.mul(u2, y));
    }
    sum0 = f32x4.add(sum0, weight(z0));
    sum1 = f32x4.add(sum1, weight(z1));
    columns += usize(D) << 2;
  }
  return addSums(sum0, sum1, sums, weights);
}

/** As `sumLow`, any number of coordinates. */
function sumAny(d: usize, group: usize, columns: usize, heights: usize, sums: usize, weights: usize): f64 {
  const end = heights + (BLOCK << 2);
  const last = group + (d << 5);
  const a = v128.load(last), b = v128.load(last, 16);
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (; heights < end; heights += 4) {
    const height = v128.load32_splat(heights);
    let z0 = f32x4.add(height, a);
    let z1 = f32x4.add(height, b);
    for (let at = group; at < last; at += 32) {
      const y = v128.load32_splat(columns);
      z0 = f32x4.add(z0, f32x4.mul(v128.load(at), y));
      z1 = f32x4.add(z1, f32x4.mul(v128.load(at, 16), y));
      columns += 4;
    }
    sum0 = f32x4.add(sum0, weight(z0));
    sum1 = f32x4.add(sum1, weight(z1));
  }
  return addSums(sum0, sum1, sums, weights);
}

// @ts-ignore: decorator
@inline
function addSums(sum0: v128, sum1: v128, sums: usize, weights: usize): f64 {
  addWide(sum0, sums);
  addWide(sum1, sums + 32);
  const mass = f32x4.add(f32x4.mul(sum0, v128.load(weights)), f32x4.mul(sum1, v128.load(weights, 16)));
  const pair = f64x2.add(f64x2.promote_low_f32x4(mass), f64x2.promote_low_f32x4(v128.shuffle<u64>(mass, mass, 1, 1)));
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Adds four float32 to the four float64 at `at`. */
// @ts-ignore: decorator
@inline
function addWide(value: v128, at: usize): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(value)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(value, value, 1, 1));
  v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
}

/** Sums one pair of blocks and keeps its mass. */
function sumPair(pass: Pass, i: i32, j: i32, sums: usize, group: usize): void {
  const d = usize(pass.dimension);
  const columns = pass.columnLocal + (usize(j) * BLOCK * d << 2);
  const heights = pass.columnHeight + (usize(j) * BLOCK << 2);
  const weights = pass.rowWeight + (usize(i) * BLOCK << 2);
  let mass: f64 = 0;
  for (let row: usize = 0; row < BLOCK; row += GROUP) {
    prepareGroup(pass, i, row, j, group);
    const into = sums + (row << 3);
    const by = weights + (row << 2);
    if (d === 1) mass += sumLow(1, group, columns, heights, into, by);
    else if (d === 2) mass += sumLow(2, group, columns, heights, into, by);
    else if (d === 3) mass += sumLow(3, group, columns, heights, into, by);
    else mass += sumAny(d, group, columns, heights, into, by);
  }
  if (pass.record === 0) return;
  const share = load<f64>(pass.rowMass + (usize(i) << 3)) * load<f64>(pass.columnMass + (usize(j) << 3));
  const at = place(pass, i, j);
  // A sum that ran into HIGHEST says nothing about the mass.
  const density = mass < SATURATED ? Math.log2(max(mass / share, 1e-300)) : UNKNOWN;
  store<f32>(pass.record + at, f32(density));
  store<f32>(pass.reference + at, f32(drift(pass, i, j)));
}

/** The row sums of the blocks firstRow … endRow − 1 of rows; `pointer` is a `Pass`. */
export function planSums(thread: i32, firstRow: i32, endRow: i32, pointer: usize): void {
  const pass = changetype<Pass>(pointer);
  const list = pass.scratch + usize(thread) * usize(pass.scratchBytes);
  const sums = (list + (usize(pass.columnBlocks) << 2) + 15) & ~15;
  const group = sums + (BLOCK << 3);
  for (let i = firstRow; i < endRow; i++) {
    const count = listBlocks(pass, i, list);
    memory.fill(sums, 0, BLOCK << 3);
    for (let l = 0; l < count; l++) sumPair(pass, i, load<i32>(list + (usize(l) << 2)), sums, group);
    memory.copy(pass.sums + (usize(i) * BLOCK << 3), sums, BLOCK << 3);
    store<f64>(pass.evaluated + (usize(i) << 3), f64(count) * f64(BLOCK * BLOCK));
  }
}
