import { philox4 } from './philox';

/*
 * Standard normals from random words, in float32 within 1e-6 of the float64 transform of src/random/normals.ts. The polynomials are those
 * of Cephes (S. L. Moshier): logf, sinf, cosf.
 */

/** Uniforms in (0, 1) with 23 bits: (⌊word/2⁹⌋ + ½) 2⁻²³, exact. */
// @ts-ignore: decorator
@inline
export function uniformOf(words: v128): v128 {
  const integer = f32x4.convert_i32x4_s(i32x4.shr_u(words, 9));
  return f32x4.mul(f32x4.add(integer, f32x4.splat(0.5)), f32x4.splat(1.1920928955078125e-7));
}

// @ts-ignore: decorator
@inline
function horner(p: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(p, x), f32x4.splat(coefficient));
}

/** log u for normal u > 0: u = 2^e m with √½ ≤ m < √2. */
// @ts-ignore: decorator
@inline
export function log(u: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(u, i32x4.splat(0x3f3504f3)), 23);
  const x = f32x4.sub(i32x4.sub(u, i32x4.shl(e, 23)), f32x4.splat(1));
  const exponent = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(x, x);
  let p = horner(f32x4.splat(7.0376836292e-2), x, -1.151461031e-1);
  p = horner(p, x, 1.167699874e-1);
  p = horner(p, x, -1.2420140846e-1);
  p = horner(p, x, 1.4249322787e-1);
  p = horner(p, x, -1.6668057665e-1);
  p = horner(p, x, 2.0000714765e-1);
  p = horner(p, x, -2.4999993993e-1);
  p = horner(p, x, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, x), z);
  // log 2 in two parts, the larger one exact in few bits.
  p = f32x4.add(p, f32x4.mul(exponent, f32x4.splat(-2.1219444e-4)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(x, p), f32x4.mul(exponent, f32x4.splat(0.693359375)));
}

/** x − x³/6 + … on [−π/4, π/4], with z = x². */
// @ts-ignore: decorator
@inline
function sine(x: v128, z: v128): v128 {
  let p = horner(f32x4.splat(-1.9515295891e-4), z, 8.3321608736e-3);
  p = horner(p, z, -1.6666654611e-1);
  return f32x4.add(x, f32x4.mul(f32x4.mul(p, z), x));
}

/** 1 − x²/2 + … on [−π/4, π/4], with z = x². */
// @ts-ignore: decorator
@inline
function cosine(z: v128): v128 {
  let p = horner(f32x4.splat(2.443315711809948e-5), z, -1.388731625493765e-3);
  p = horner(p, z, 4.166664568298827e-2);
  p = f32x4.mul(f32x4.mul(p, z), z);
  return f32x4.add(f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5))), f32x4.splat(1));
}

/** Replaces the word vectors at `at` and `at + 16` by two vectors of independent standard normals. |z| ≤ 5.77. */
// @ts-ignore: decorator
@inline
export function boxMuller(at: usize): void {
  const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(uniformOf(v128.load(at)))));
  // 4u = k + r with integer k is exact, so the angle 2πu = (k + r) π/2 loses nothing to a reduction.
  const turn = f32x4.mul(uniformOf(v128.load(at, 16)), f32x4.splat(4));
  const quarter = f32x4.nearest(turn);
  const x = f32x4.mul(f32x4.sub(turn, quarter), f32x4.splat(1.5707963267948966));
  const z = f32x4.mul(x, x);
  const s = sine(x, z);
  const c = cosine(z);
  const k = i32x4.trunc_sat_f32x4_s(quarter);
  const odd = i32x4.ne(v128.and(k, i32x4.splat(1)), i32x4.splat(0));
  const cosineSign = i32x4.shl(v128.and(i32x4.add(k, i32x4.splat(1)), i32x4.splat(2)), 30);
  const sineSign = i32x4.shl(v128.and(k, i32x4.splat(2)), 30);
  v128.store(at, f32x4.mul(radius, v128.xor(v128.bitselect(s, c, odd), cosineSign)));
  v128.store(at, f32x4.mul(radius, v128.xor(v128.bitselect(c, s, odd), sineSign)), 16);
}

/**
 * Standard normals of four rows: coordinate 4 · block + c of all four at out + 16 c, for c < count. With count ≤ 2 only those two are
 * made, and out + 32 … out + 63 holds words.
 */
// @ts-ignore: decorator
@inline
export function normals4(rows: v128, step: i32, stream: i32, block: i32, key0: i32, key1: i32, count: i32, out: usize): void {
  philox4(rows, step, stream, block, key0, key1, out);
  boxMuller(out);
  if (count > 2) boxMuller(out + 32);
}
