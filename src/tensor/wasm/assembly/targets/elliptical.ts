import { log } from '../box-muller';
import { exp2 } from '../exp2';
import { addProduct, coordinate, parameter, setCoordinate } from './exponential';

/*
 * Gaussian and Student mixtures: [ν or 0, then K times (c_k log₂ e, mean, rows of the lower triangle of W)] with z = W(x − m).
 */

// @ts-ignore: decorator
@inline const LOG2E: f32 = 1.4426950408889634;

/** Parameters of one component. */
// @ts-ignore: decorator
@inline
function strideOf(d: i32): usize {
  return usize(1 + d + ((d * (d + 1)) >> 1)) << 2;
}

/** Writes x − m to `shifted` and z = W(x − m) to `z`; returns |z|². */
// @ts-ignore: decorator
@inline
function whiten(d: i32, component: usize, x: usize, z: usize, shifted: usize): v128 {
  for (let i = 0; i < d; i++) setCoordinate(shifted, i, f32x4.sub(coordinate(x, i), parameter(component, 1 + i)));
  let squared = f32x4.splat(0);
  let row = component + (usize(1 + d) << 2);
  for (let i = 0; i < d; i++) {
    let sum = f32x4.splat(0);
    for (let j = 0; j <= i; j++) sum = addProduct(sum, parameter(row, j), coordinate(shifted, j));
    setCoordinate(z, i, sum);
    squared = addProduct(squared, sum, sum);
    row += usize(i + 1) << 2;
  }
  return squared;
}

/** gradient −= pull · Wᵀ z. */
// @ts-ignore: decorator
@inline
function pullBack(d: i32, component: usize, pull: v128, z: usize, gradient: usize): void {
  let row = component + (usize(1 + d) << 2);
  for (let i = 0; i < d; i++) {
    const weight = f32x4.neg(f32x4.mul(pull, coordinate(z, i)));
    for (let j = 0; j <= i; j++)
      setCoordinate(gradient, j, addProduct(coordinate(gradient, j), parameter(row, j), weight));
    row += usize(i + 1) << 2;
  }
}

/** @param work K (d + 2) + d vectors: the shifted position, then exponent, |z|² and z of each component */
export function elliptical(d: i32, count: i32, parameters: usize, x: usize, gradient: usize, work: usize): v128 {
  const nu = load<f32>(parameters);
  const stride = strideOf(d), parts = usize(d + 2) << 4;
  const shifted = work;
  let part = work + (usize(d) << 4), component = parameters + 4;
  const firstPart = part;
  let top = f32x4.splat(-Infinity);
  for (let k = 0; k < count; k++) {
    const squared = whiten(d, component, x, part + 32, shifted);
    let drop = f32x4.mul(squared, f32x4.splat(0.5 * LOG2E));
    if (nu > 0) {
      const ratio = f32x4.add(f32x4.splat(1), f32x4.mul(squared, f32x4.splat(1 / nu)));
      drop = f32x4.mul(log(ratio), f32x4.splat(0.5 * LOG2E * (nu + f32(d))));
    }
    const exponent = f32x4.sub(parameter(component, 0), drop);
    v128.store(part, exponent);
    v128.store(part, squared, 16);
    top = f32x4.pmax(exponent, top);
    part += parts;
    component += stride;
  }
  let sum = f32x4.splat(0);
  part = firstPart;
  for (let k = 0; k < count; k++) {
    const weight = exp2(f32x4.sub(v128.load(part), top));
    v128.store(part, weight);
    sum = f32x4.add(sum, weight);
    part += parts;
  }
  for (let i = 0; i < d; i++) setCoordinate(gradient, i, f32x4.splat(0));
  part = firstPart;
  component = parameters + 4;
  for (let k = 0; k < count; k++) {
    let pull = f32x4.div(v128.load(part), sum);
    if (nu > 0) {
      const heavier = f32x4.div(f32x4.splat(nu + f32(d)), f32x4.add(f32x4.splat(nu), v128.load(part, 16)));
      pull = f32x4.mul(pull, heavier);
    }
    pullBack(d, component, pull, part + 32, gradient);
    part += parts;
    component += stride;
  }
  return f32x4.add(f32x4.mul(top, f32x4.splat(0.6931471805599453)), log(sum));
}
