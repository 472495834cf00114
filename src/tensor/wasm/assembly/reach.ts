import { COLUMNS, LINE, ROWS } from './exponents';

/*
 * Which tiles of columns can matter to a block of rows. The bounding boxes of both give an upper bound on the exponents of a tile; where
 * the points are ordered in space and the kernel is narrow, most tiles fall below 2⁻⁶⁴ of what the rows already have, which no float32 sum
 * can see, and are left out.
 */

/** Terms below 2⁻⁶⁴ of the largest do not count. */
// @ts-ignore: decorator
@inline const REACH: f32 = 64;

/** Room for the float32 rounding of exponents, relative to their parts. */
// @ts-ignore: decorator
@inline const ROUNDING: f64 = 1e-6;

/** Bytes of the box of d coordinates: (lowest, highest) pairs, then the largest height. */
// @ts-ignore: decorator
@inline
export function boxBytes(d: i32): usize {
  return usize(2 * d + 2) << 2;
}

/** Tiles that m columns make. */
// @ts-ignore: decorator
@inline
export function tilesOf(m: i32): i32 {
  return (m + COLUMNS - 1) / COLUMNS;
}

/** Boxes of the tiles first … end − 1 of the columns y, row-major [m, d], with the heights b. */
export function boxTiles(thread: i32, first: i32, end: i32, d: i32, m: i32, y: usize, b: usize, boxes: usize): void {
  for (let tile = first; tile < end; tile++) {
    const box = boxes + usize(tile) * boxBytes(d);
    const from = tile * COLUMNS, to = min(from + COLUMNS, m);
    for (let k = 0; k < d; k++) boxLine(y + (usize(from * d + k) << 2), to - from, usize(d) << 2, box + (usize(k) << 3));
    let height = -f32.MAX_VALUE;
    for (let j = from; j < to; j++) height = max(height, load<f32>(b + (usize(j) << 2)));
    store<f32>(box + (usize(d) << 3), height);
  }
}

/** The box of a block of rows, [d][ROWS]. */
export function boxBlock(d: i32, x: usize, box: usize): void {
  for (let k = 0; k < d; k++) boxLine(x + usize(k) * LINE, ROWS, 4, box + (usize(k) << 3));
}

/** Comparisons, unlike min and max, pass over a NaN, which must not hide the other rows of its block. */
function boxLine(values: usize, count: i32, stride: usize, pair: usize): void {
  let low = f32.MAX_VALUE, high = -f32.MAX_VALUE;
  for (let i = 0; i < count; i++) {
    const value = load<f32>(values + usize(i) * stride);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  store<f32>(pair, low);
  store<f32>(pair, high, 4);
}

/** Writes the bound of each tile's exponents for the rows in `box`. @returns the tile with the largest bound */
export function boundTiles(d: i32, tiles: i32, box: usize, boxes: usize, kappa: f32, bounds: usize): i32 {
  let best = 0;
  let highest = -Infinity;
  for (let tile = 0; tile < tiles; tile++) {
    const other = boxes + usize(tile) * boxBytes(d);
    let square: f64 = 0;
    for (let k: usize = 0; k < usize(d) << 3; k += 8) {
      const above = load<f32>(other + k) - load<f32>(box + k, 4);
      const below = load<f32>(box + k) - load<f32>(other + k, 4);
      const gap = f64(max(max(above, below), 0));
      square += gap * gap;
    }
    const height = f64(load<f32>(other + (usize(d) << 3)));
    const fall = f64(kappa) * square;
    const bound = height - fall + ROUNDING * (abs(height) + fall);
    store<f32>(bounds + (usize(tile) << 2), f32(bound));
    if (bound > highest) {
      highest = bound;
      best = tile;
    }
  }
  return best;
}

/** Whether a tile can add to sums whose shifts are at least `lowest`. */
// @ts-ignore: decorator
@inline
export function withinReach(bounds: usize, tile: i32, lowest: f32, reach: f32 = REACH): bool {
  return load<f32>(bounds + (usize(tile) << 2)) >= lowest - reach;
}
