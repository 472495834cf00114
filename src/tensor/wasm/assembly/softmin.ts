import { exp2 } from './exp2';
import { alignLine, COLUMNS, fillExponents, LINE, ROWS, TILE } from './exponents';
import { boundTiles, boxBlock, boxBytes, tilesOf, withinReach } from './reach';
import { addToSums, raiseShifts, startSums } from './running-sum';

/** Bytes of scratch that one thread needs. */
export function softminScratch(d: i32, m: i32): usize {
  return TILE + 4 * LINE + alignLine(boxBytes(d)) + alignLine(usize(tilesOf(m)) << 2);
}

/** Adds the tile's Σ_j 2^(z_ij − shift_i) to the sums. Two vectors at a time, so that the constants of exp2 stay in registers too. */
function addTile(tile: usize, count: i32, shifts: usize, sums: usize): void {
  for (let half: usize = 0; half < LINE; half += 32) {
    const shift0 = v128.load(shifts + half), shift1 = v128.load(shifts + half, 16);
    let sum0 = f32x4.splat(0), sum1 = sum0;
    const end = tile + usize(count) * LINE;
    for (let at = tile + half; at < end; at += LINE) {
      sum0 = f32x4.add(sum0, exp2(f32x4.sub(v128.load(at), shift0)));
      sum1 = f32x4.add(sum1, exp2(f32x4.sub(v128.load(at, 16), shift1)));
    }
    addToSums(sums + 2 * half, sum0);
    addToSums(sums + 2 * half + 32, sum1);
  }
}

/**
 * log Σ_j 2^z_ij of the rows of the blocks first … end − 1, as float64 into out; −∞ where there is no term. See `fillExponents` for z.
 * @param boxes from `boxTiles`
 */
export function logSums(
  thread: i32, first: i32, end: i32,
  d: i32, m: i32, x: usize, y: usize, b: usize, boxes: usize, kappa: f32, scratch: usize, out: usize,
): void {
  const tile = scratch + usize(thread) * softminScratch(d, m);
  const tops = tile + TILE, shifts = tops + LINE, sums = shifts + LINE, box = sums + 2 * LINE;
  const bounds = box + alignLine(boxBytes(d));
  const tiles = tilesOf(m);
  for (let block = first; block < end; block++) {
    const rows = x + usize(block) * usize(d) * LINE;
    boxBlock(d, rows, box);
    const nearest = boundTiles(d, tiles, box, boxes, kappa, bounds);
    let lowest = startSums(shifts, sums, 1);
    // The nearest tile comes first: it sets shifts that put most others out of reach.
    for (let turn = -1; turn < tiles; turn++) {
      const t = turn < 0 ? nearest : turn;
      if (turn == nearest || !withinReach(bounds, t, lowest)) continue;
      const j = t * COLUMNS, count = min(COLUMNS, m - j);
      fillExponents(d, rows, y + (usize(j) * usize(d) << 2), b + (usize(j) << 2), kappa, count, tile, tops);
      lowest = raiseShifts(shifts, tops, sums, 1);
      addTile(tile, count, shifts, sums);
    }
    for (let row = 0; row < ROWS; row++) {
      const shift = load<f32>(shifts + (usize(row) << 2));
      const sum = load<f64>(sums + (usize(row) << 3));
      store<f64>(out + (usize(block * ROWS + row) << 3), f64(shift) * Math.LN2 + Math.log(sum));
    }
  }
}
