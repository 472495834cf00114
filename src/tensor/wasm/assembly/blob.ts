import { alignLine, COLUMNS, fillExponents, LINE, ROWS, TILE } from './exponents';
import { addDifferences, addRows, align, minusProduct, times, timesSum, toKernels } from './pair-tile';
import { boundTiles, boxBlock, boxBytes, tilesOf, withinReach } from './reach';

/* The four pair sums of the blob energy over one cloud, with K_ij = 2^(−κ|z|²), z = x_i − x_j, q = p_i − p_j. */

// @ts-ignore: decorator
@inline const DENSITY: i32 = 0;
// @ts-ignore: decorator
@inline const FORCE: i32 = 1;
// @ts-ignore: decorator
@inline const DENSITY_CHANGE: i32 = 2;
// @ts-ignore: decorator
@inline const FORCE_CHANGE: i32 = 3;

/** Every sum has its own particle in it, K_ii = 1: of what is below 2⁻⁴⁰, even 100,000 terms stay within its float32 rounding. */
// @ts-ignore: decorator
@inline const BLOB_REACH: f32 = 40;

/** Bytes of scratch that one thread needs: three tiles, the largest exponents, a box, the bounds of the tiles and d sums. */
export function blobScratch(d: i32, n: i32): usize {
  return 3 * TILE + LINE + alignLine(boxBytes(d)) + alignLine(usize(tilesOf(n)) << 2) + usize(d) * 2 * LINE;
}

/**
 * One of the four sums for the rows of the blocks first … end − 1, as float32 [rows] or [rows, d] into out.
 * @param x,p blocks [d][ROWS] @param y,q the same points row-major @param u,w [rows], padded to whole blocks @param zeros COLUMNS zeros
 * @param perVariance 1/δ²
 */
export function blobSums(
  thread: i32, first: i32, end: i32,
  kind: i32, d: i32, n: i32, x: usize, y: usize, p: usize, q: usize, u: usize, w: usize,
  zeros: usize, boxes: usize, kappa: f32, perVariance: f32, scratch: usize, out: usize,
): void {
  const tile = scratch + usize(thread) * blobScratch(d, n);
  const along = tile + TILE, weights = along + TILE, tops = weights + TILE, box = tops + LINE;
  const bounds = box + alignLine(boxBytes(d)), sums = bounds + alignLine(usize(tilesOf(n)) << 2);
  const tiles = tilesOf(n);
  const width = kind == FORCE || kind == FORCE_CHANGE ? d : 1;
  for (let block = first; block < end; block++) {
    const rows = x + usize(block) * usize(d) * LINE, directions = p + usize(block) * usize(d) * LINE;
    const lane = usize(block) * LINE;
    memory.fill(sums, 0, usize(width) * 2 * LINE);
    boxBlock(d, rows, box);
    boundTiles(d, tiles, box, boxes, kappa, bounds);
    for (let t = 0; t < tiles; t++) {
      if (!withinReach(bounds, t, 0, BLOB_REACH)) continue;
      const j = t * COLUMNS, count = min(COLUMNS, n - j);
      const columns = usize(j) * usize(d) << 2, heights = usize(j) << 2;
      fillExponents(d, rows, y + columns, zeros, kappa, count, tile, tops);
      toKernels(tile, count);
      if (kind >= DENSITY_CHANGE) align(d, rows, y + columns, directions, q + columns, count, along);
      if (kind == DENSITY) {
        addRows(tile, count, sums);
      } else if (kind == FORCE) {
        timesSum(tile, u + lane, u + heights, count, tile);
        addDifferences(d, tile, rows, y + columns, count, sums);
      } else if (kind == DENSITY_CHANGE) {
        times(tile, along, count);
        addRows(tile, count, sums);
      } else {
        timesSum(tile, u + lane, u + heights, count, weights);
        timesSum(tile, w + lane, w + heights, count, tile);
        minusProduct(tile, perVariance, along, weights, count);
        addDifferences(d, weights, directions, q + columns, count, sums);
        addDifferences(d, tile, rows, y + columns, count, sums);
      }
    }
    for (let k = 0; k < width; k++) {
      for (let row = 0; row < ROWS; row++) {
        const sum = load<f64>(sums + usize(k) * 2 * LINE + (usize(row) << 3));
        store<f32>(out + (usize((block * ROWS + row) * width + k) << 2), f32(sum));
      }
    }
  }
}
