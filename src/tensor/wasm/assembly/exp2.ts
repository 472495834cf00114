/** Exponents below this count as nothing: 2⁻⁶⁴ of the largest term is far below what a float32 sum can hold. */
// @ts-ignore: decorator
@inline const LOWEST: f32 = -64;

/** Adding and subtracting 1.5 · 2²³ rounds to the nearest integer and leaves that integer in the low bits. */
// @ts-ignore: decorator
@inline const ROUNDER: f32 = 12582912;

/**
 * 2^z of four lanes for −126 ≤ z ≤ 126. z = k + r with |r| ≤ ½; a polynomial of degree 4 in r gives 2^(r/2), and its square has a
 * relative error of at most 3.4e-7 for one operation less than a polynomial of degree 5; k is added to the exponent bits. Exact for integers.
 */
// @ts-ignore: decorator
@inline
function exp2Within(z: v128): v128 {
  const t = f32x4.add(z, f32x4.splat(ROUNDER));
  const r = f32x4.sub(z, f32x4.sub(t, f32x4.splat(ROUNDER)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(0.0006006248877383769), r), f32x4.splat(0.006950829178094864));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.06005684658885002));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.3465728163719177));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  return i32x4.add(f32x4.mul(p, p), i32x4.shl(t, 23));
}

/**
 * 2^z of four lanes for z ≤ 126, not below 2⁻⁶⁴: WASM cannot flush subnormal numbers to zero, and they would slow every later operation
 * several times. For sums whose largest term is near 1.
 */
// @ts-ignore: decorator
@inline
export function exp2(z: v128): v128 {
  return exp2Within(f32x4.pmax(z, f32x4.splat(LOWEST)));
}

/** 2^z of four lanes for z ≤ 126, and exactly 0 for z ≤ −64: for weights of values that may be large. */
// @ts-ignore: decorator
@inline
export function exp2OrZero(z: v128): v128 {
  return v128.and(exp2Within(z), f32x4.gt(z, f32x4.splat(LOWEST)));
}
