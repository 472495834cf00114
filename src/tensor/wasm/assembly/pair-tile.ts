import { exp2OrZero } from './exp2';
import { LINE } from './exponents';
import { addToSums } from './running-sum';

/* What the blob sums do to tiles: numbers of the pairs (i, j), 16 rows a column. */

/** Exponents → kernels 2^z, 0 below 2⁻⁶⁴. */
export function toKernels(tile: usize, count: i32): void {
  const end = tile + usize(count) * LINE;
  for (let at = tile; at < end; at += 16) v128.store(at, exp2OrZero(v128.load(at)));
}

/** to_ij = from_ij (r_i + c_j). @param r a line of rows @param c columns */
export function timesSum(from: usize, r: usize, c: usize, count: i32, to: usize): void {
  const r0 = v128.load(r), r1 = v128.load(r, 16), r2 = v128.load(r, 32), r3 = v128.load(r, 48);
  const end = usize(count) * LINE;
  for (let at: usize = 0; at < end; at += LINE) {
    const value = v128.load32_splat(c);
    v128.store(to + at, f32x4.mul(v128.load(from + at), f32x4.add(r0, value)));
    v128.store(to + at, f32x4.mul(v128.load(from + at, 16), f32x4.add(r1, value)), 16);
    v128.store(to + at, f32x4.mul(v128.load(from + at, 32), f32x4.add(r2, value)), 32);
    v128.store(to + at, f32x4.mul(v128.load(from + at, 48), f32x4.add(r3, value)), 48);
    c += 4;
  }
}

/** tile_ij ← tile_ij · factor_ij. */
export function times(tile: usize, factor: usize, count: i32): void {
  const end = usize(count) * LINE;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(tile + at, f32x4.mul(v128.load(tile + at), v128.load(factor + at)));
  }
}

/** tile_ij ← tile_ij − scale · a_ij · b_ij. */
export function minusProduct(tile: usize, scale: f32, a: usize, b: usize, count: i32): void {
  const s = f32x4.splat(scale);
  const end = usize(count) * LINE;
  for (let at: usize = 0; at < end; at += 16) {
    const product = f32x4.mul(v128.load(a + at), f32x4.mul(s, v128.load(b + at)));
    v128.store(tile + at, f32x4.sub(v128.load(tile + at), product));
  }
}

/** to_ij = Σ_k (x_ik − y_jk)(p_ik − q_jk). @param x,p blocks [d][16] @param y,q row-major [count, d] */
export function align(d: i32, x: usize, y: usize, p: usize, q: usize, count: i32, to: usize): void {
  const width = usize(d) << 2;
  const end = to + usize(count) * LINE;
  for (; to < end; to += LINE) {
    for (let lane: usize = 0; lane < LINE; lane += 16) {
      let sum = f32x4.splat(0);
      let row = lane;
      for (let k: usize = 0; k < width; k += 4) {
        const z = f32x4.sub(v128.load(x + row), v128.load32_splat(y + k));
        sum = f32x4.add(sum, f32x4.mul(z, f32x4.sub(v128.load(p + row), v128.load32_splat(q + k))));
        row += LINE;
      }
      v128.store(to + lane, sum);
    }
    y += width;
    q += width;
  }
}

/** sums_i += Σ_j tile_ij. */
export function addRows(tile: usize, count: i32, sums: usize): void {
  let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  const end = tile + usize(count) * LINE;
  for (let at = tile; at < end; at += LINE) {
    sum0 = f32x4.add(sum0, v128.load(at));
    sum1 = f32x4.add(sum1, v128.load(at, 16));
    sum2 = f32x4.add(sum2, v128.load(at, 32));
    sum3 = f32x4.add(sum3, v128.load(at, 48));
  }
  addLine(sums, sum0, sum1, sum2, sum3);
}

/** sums_ik += Σ_j tile_ij (x_ik − y_jk) for every coordinate k. @param sums [d] lines of float64 */
export function addDifferences(d: i32, tile: usize, x: usize, y: usize, count: i32, sums: usize): void {
  const width = usize(d) << 2;
  const end = tile + usize(count) * LINE;
  for (let k = 0; k < d; k++) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    let column = y + (usize(k) << 2);
    for (let at = tile; at < end; at += LINE) {
      const value = v128.load32_splat(column);
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(at), f32x4.sub(x0, value)));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(at, 16), f32x4.sub(x1, value)));
      sum2 = f32x4.add(sum2, f32x4.mul(v128.load(at, 32), f32x4.sub(x2, value)));
      sum3 = f32x4.add(sum3, f32x4.mul(v128.load(at, 48), f32x4.sub(x3, value)));
      column += width;
    }
    addLine(sums, sum0, sum1, sum2, sum3);
    x += LINE;
    sums += 2 * LINE;
  }
}

// @ts-ignore: decorator
@inline
function addLine(sums: usize, sum0: v128, sum1: v128, sum2: v128, sum3: v128): void {
  addToSums(sums, sum0);
  addToSums(sums + 32, sum1);
  addToSums(sums + 64, sum2);
  addToSums(sums + 96, sum3);
}
