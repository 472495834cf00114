/*
 * Pairs are taken in tiles of ROWS rows × at most COLUMNS columns. The rows lie in the lanes of four vectors, so a column is one splat
 * and nothing is ever summed across lanes. A tile of float32 stays in the first-level cache: filling it and using it up in separate
 * loops costs less than the registers that one fused loop would lack.
 */

/** Rows of a block: its coordinates lie as [d][ROWS]. */
// @ts-ignore: decorator
@inline export const ROWS: i32 = 16;
/** Columns of a tile. */
// @ts-ignore: decorator
@inline export const COLUMNS: i32 = 64;
/** Bytes of one float32 for each row of a block. */
// @ts-ignore: decorator
@inline export const LINE: usize = 64;
/** Bytes of a tile of float32. */
// @ts-ignore: decorator
@inline export const TILE: usize = 4096;

/** The next multiple of a line: blocks of two threads never share one. */
// @ts-ignore: decorator
@inline
export function alignLine(bytes: usize): usize {
  return (bytes + LINE - 1) & ~(LINE - 1);
}

/** q + (x − y)²: differences of the coordinates as given lose nothing to cancellation, however small ε is against the diameter. */
// @ts-ignore: decorator
@inline
function addSquare(q: v128, x: v128, y: v128): v128 {
  const z = f32x4.sub(x, y);
  return f32x4.add(q, f32x4.mul(z, z));
}

/** b − κ|x − y|² with D ≤ 3 coordinates. */
// @ts-ignore: decorator
@inline
function exponent(D: i32, b: v128, kappa: v128, x0: v128, x1: v128, x2: v128, y: usize): v128 {
  const z = f32x4.sub(x0, v128.load32_splat(y));
  let q = f32x4.mul(z, z);
  if (D > 1) q = addSquare(q, x1, v128.load32_splat(y, 4));
  if (D > 2) q = addSquare(q, x2, v128.load32_splat(y, 8));
  return f32x4.sub(b, f32x4.mul(kappa, q));
}

/** Two of the four vectors of a block at a time: with D ≤ 3, all that the loop needs stays in registers. */
// @ts-ignore: decorator
@inline
function fillLow(D: i32, x: usize, y: usize, b: usize, kappa: v128, count: i32, tile: usize, tops: usize): void {
  for (let half: usize = 0; half < LINE; half += LINE / 2) {
    const x0 = v128.load(x + half), u0 = v128.load(x + half, 16);
    let x1 = x0, u1 = u0, x2 = x0, u2 = u0;
    if (D > 1) {
      x1 = v128.load(x + LINE + half);
      u1 = v128.load(x + LINE + half, 16);
    }
    if (D > 2) {
      x2 = v128.load(x + 2 * LINE + half);
      u2 = v128.load(x + 2 * LINE + half, 16);
    }
    let top0 = f32x4.splat(-Infinity), top1 = top0;
    let column = y, height = b;
    const end = tile + usize(count) * LINE;
    for (let at = tile + half; at < end; at += LINE) {
      const c = v128.load32_splat(height);
      const z0 = exponent(D, c, kappa, x0, x1, x2, column);
      const z1 = exponent(D, c, kappa, u0, u1, u2, column);
      v128.store(at, z0);
      v128.store(at, z1, 16);
      top0 = f32x4.pmax(top0, z0);
      top1 = f32x4.pmax(top1, z1);
      column += usize(D) << 2;
      height += 4;
    }
    v128.store(tops + half, top0);
    v128.store(tops + half, top1, 16);
  }
}

/** Any number of coordinates. */
function fillAny(d: i32, x: usize, y: usize, b: usize, kappa: v128, count: i32, tile: usize, tops: usize): void {
  let top0 = f32x4.splat(-Infinity), top1 = top0, top2 = top0, top3 = top0;
  let column = y, height = b;
  const end = tile + usize(count) * LINE;
  for (let at = tile; at < end; at += LINE) {
    let q0 = f32x4.splat(0), q1 = q0, q2 = q0, q3 = q0;
    const rowEnd = x + usize(d) * LINE;
    for (let row = x; row < rowEnd; row += LINE) {
      const e = v128.load32_splat(column);
      q0 = addSquare(q0, v128.load(row), e);
      q1 = addSquare(q1, v128.load(row, 16), e);
      q2 = addSquare(q2, v128.load(row, 32), e);
      q3 = addSquare(q3, v128.load(row, 48), e);
      column += 4;
    }
    const c = v128.load32_splat(height);
    const z0 = f32x4.sub(c, f32x4.mul(kappa, q0));
    const z1 = f32x4.sub(c, f32x4.mul(kappa, q1));
    const z2 = f32x4.sub(c, f32x4.mul(kappa, q2));
    const z3 = f32x4.sub(c, f32x4.mul(kappa, q3));
    v128.store(at, z0);
    v128.store(at, z1, 16);
    v128.store(at, z2, 32);
    v128.store(at, z3, 48);
    top0 = f32x4.pmax(top0, z0);
    top1 = f32x4.pmax(top1, z1);
    top2 = f32x4.pmax(top2, z2);
    top3 = f32x4.pmax(top3, z3);
    height += 4;
  }
  v128.store(tops, top0);
  v128.store(tops, top1, 16);
  v128.store(tops, top2, 32);
  v128.store(tops, top3, 48);
}

/**
 * Fills the tile with z_ij = b_j − κ|x_i − y_j|², and `tops` with the largest z of each row.
 * @param x the block, [d][ROWS] @param y the first column, row-major [count, d] @param b the columns' heights, [count]
 */
export function fillExponents(d: i32, x: usize, y: usize, b: usize, kappa: f32, count: i32, tile: usize, tops: usize): void {
  const k = f32x4.splat(kappa);
  if (d == 1) fillLow(1, x, y, b, k, count, tile, tops);
  else if (d == 2) fillLow(2, x, y, b, k, count, tile, tops);
  else if (d == 3) fillLow(3, x, y, b, k, count, tile, tops);
  else fillAny(d, x, y, b, k, count, tile, tops);
}
