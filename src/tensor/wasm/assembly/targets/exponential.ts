import { exp2 } from '../exp2';

/** e^x of four lanes, kept within 2⁻⁶⁴ … 2¹²⁶. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  return exp2(f32x4.pmin(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(126)));
}

/** a + b · c. */
// @ts-ignore: decorator
@inline
export function addProduct(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(a, f32x4.mul(b, c));
}

/** The coordinate `k` of four particles: coordinates lie as [d][4]. */
// @ts-ignore: decorator
@inline
export function coordinate(x: usize, k: i32): v128 {
  return v128.load(x + (usize(k) << 4));
}

// @ts-ignore: decorator
@inline
export function setCoordinate(x: usize, k: i32, value: v128): void {
  v128.store(x + (usize(k) << 4), value);
}

/** Parameter number `index`, in all lanes. */
// @ts-ignore: decorator
@inline
export function parameter(parameters: usize, index: i32): v128 {
  return v128.load32_splat(parameters + (usize(index) << 2));
}
