/*
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) for four rows at once: the same words
 * as src/random/philox.ts. Lane l of every vector belongs to row `rows[l]`.
 */

// @ts-ignore: decorator
@inline const MULTIPLIER_0: i32 = 0xd2511f53;
// @ts-ignore: decorator
@inline const MULTIPLIER_1: i32 = 0xcd9e8d57;
// @ts-ignore: decorator
@inline const WEYL_0: i32 = 0x9e3779b9;
// @ts-ignore: decorator
@inline const WEYL_1: i32 = 0xbb67ae85;
// @ts-ignore: decorator
@inline const ROUNDS: i32 = 10;

/** The rows `first` … `first + 3`. */
// @ts-ignore: decorator
@inline
export function rowsFrom(first: i32): v128 {
  return i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
}

/**
 * The four random words of the counters (rows, step, stream, block), written to `out` as four vectors: word w of all four rows at
 * out + 16 w.
 */
// @ts-ignore: decorator
@inline
export function philox4(rows: v128, step: i32, stream: i32, block: i32, key0: i32, key1: i32, out: usize): void {
  let c0 = rows, c1 = i32x4.splat(step), c2 = i32x4.splat(stream), c3 = i32x4.splat(block);
  let k0 = key0, k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const high0 = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(MULTIPLIER_0));
    const low1 = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    const high1 = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(MULTIPLIER_1));
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}
