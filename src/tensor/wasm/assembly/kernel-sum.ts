import { exp2OrZero } from './exp2';
import { alignLine, COLUMNS, fillExponents, LINE, ROWS, TILE } from './exponents';
import { boundTiles, boxBlock, boxBytes, tilesOf, withinReach } from './reach';
import { addToSums, raiseShifts, startSums } from './running-sum';

/** Bytes of scratch that one thread needs. */
export function kernelSumScratch(d: i32, m: i32, width: i32): usize {
  return TILE + 2 * LINE + usize(1 + width) * 2 * LINE + alignLine(boxBytes(d)) + alignLine(usize(tilesOf(m)) << 2);
}

/** Replaces the exponents of a tile by the weights 2^(z_ij − shift_i) and adds those to the sums. */
function weigh(tile: usize, count: i32, shifts: usize, sums: usize): void {
  for (let half: usize = 0; half < LINE; half += LINE / 2) {
    const shift0 = v128.load(shifts + half), shift1 = v128.load(shifts + half, 16);
    let sum0 = f32x4.splat(0), sum1 = sum0;
    const end = tile + usize(count) * LINE;
    for (let at = tile + half; at < end; at += LINE) {
      const weight0 = exp2OrZero(f32x4.sub(v128.load(at), shift0));
      const weight1 = exp2OrZero(f32x4.sub(v128.load(at, 16), shift1));
      v128.store(at, weight0);
      v128.store(at, weight1, 16);
      sum0 = f32x4.add(sum0, weight0);
      sum1 = f32x4.add(sum1, weight1);
    }
    addToSums(sums + 2 * half, sum0);
    addToSums(sums + 2 * half + 32, sum1);
  }
}

/** Adds Σ_j w_ij v_j of one value column to the sums. */
function addValues(tile: usize, count: i32, v: usize, stride: usize, sums: usize): void {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  const end = tile + usize(count) * LINE;
  for (let at = tile; at < end; at += LINE) {
    const value = v128.load32_splat(v);
    sum0 = f32x4.add(sum0, f32x4.mul(v128.load(at), value));
    sum1 = f32x4.add(sum1, f32x4.mul(v128.load(at, 16), value));
    sum2 = f32x4.add(sum2, f32x4.mul(v128.load(at, 32), value));
    sum3 = f32x4.add(sum3, f32x4.mul(v128.load(at, 48), value));
    v += stride;
  }
  addToSums(sums, sum0);
  addToSums(sums + 32, sum1);
  addToSums(sums + 64, sum2);
  addToSums(sums + 96, sum3);
}

/** What turns the sums of a row, which lack the factor 2^shift, into its results. */
function scaleOf(shift: f32, total: f64, normalised: bool): f64 {
  return normalised ? 1 / total : NativeMath.exp2(shift);
}

/** A sum of 0 stays 0 where the scale is infinite: no weight is left, or the weights exceed what a float holds. */
// @ts-ignore: decorator
@inline
function scaled(sum: f64, scale: f64): f32 {
  return sum == 0 ? 0 : f32(sum * scale);
}

/**
 * Σ_j 2^z_ij v_j, or Σ_j 2^z_ij v_j / Σ_j 2^z_ij, of the rows of the blocks first … end − 1, as float32 [rows, width] into out.
 * @param v row-major [m, width]
 */
export function kernelSums(
  thread: i32, first: i32, end: i32,
  d: i32, m: i32, x: usize, y: usize, b: usize, boxes: usize, kappa: f32, v: usize, width: i32, normalised: bool, scratch: usize, out: usize,
): void {
  const tile = scratch + usize(thread) * kernelSumScratch(d, m, width);
  const tops = tile + TILE, shifts = tops + LINE, total = shifts + LINE, sums = total + 2 * LINE;
  const box = sums + usize(width) * 2 * LINE, bounds = box + alignLine(boxBytes(d));
  const tiles = tilesOf(m);
  const stride = usize(width) << 2;
  for (let block = first; block < end; block++) {
    const rows = x + usize(block) * usize(d) * LINE;
    boxBlock(d, rows, box);
    const nearest = boundTiles(d, tiles, box, boxes, kappa, bounds);
    let lowest = startSums(shifts, total, 1 + width);
    for (let turn = -1; turn < tiles; turn++) {
      const t = turn < 0 ? nearest : turn;
      if (turn == nearest || !withinReach(bounds, t, lowest)) continue;
      const j = t * COLUMNS, count = min(COLUMNS, m - j);
      fillExponents(d, rows, y + (usize(j) * usize(d) << 2), b + (usize(j) << 2), kappa, count, tile, tops);
      lowest = raiseShifts(shifts, tops, total, 1 + width);
      weigh(tile, count, shifts, total);
      for (let k = 0; k < width; k++) {
        addValues(tile, count, v + usize(j) * stride + (usize(k) << 2), stride, sums + usize(k) * 2 * LINE);
      }
    }
    for (let row = 0; row < ROWS; row++) {
      const lane = usize(row) << 3;
      const scale = scaleOf(load<f32>(shifts + (usize(row) << 2)), load<f64>(total + lane), normalised);
      const to = out + usize(block * ROWS + row) * stride;
      for (let k = 0; k < width; k++) {
        store<f32>(to + (usize(k) << 2), scaled(load<f64>(sums + usize(k) * 2 * LINE + lane), scale));
      }
    }
  }
}
