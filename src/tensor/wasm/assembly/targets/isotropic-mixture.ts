import { log } from '../box-muller';
import { exp2 } from '../exp2';
import { addProduct, coordinate, parameter, setCoordinate } from './exponential';

/*
 * Σ_k exp(c_k) N-like terms with one common scale: [1/σ², then K times (c_k log₂ e, mean)]. Exponents are in base 2.
 */

/** κ = log₂(e)/2σ². */
// @ts-ignore: decorator
@inline
function steepness(parameters: usize): v128 {
  return f32x4.mul(parameter(parameters, 0), f32x4.splat(-0.7213475204444817));
}

/** @param work K vectors: the exponents */
export function isotropicMixture(d: i32, count: i32, parameters: usize, x: usize, gradient: usize, work: usize): v128 {
  const kappa = steepness(parameters);
  let top = f32x4.splat(-Infinity);
  let component = parameters + 4;
  const stride = usize(d + 1) << 2;
  for (let k = 0; k < count; k++) {
    let squared = f32x4.splat(0);
    for (let i = 0; i < d; i++) {
      const z = f32x4.sub(coordinate(x, i), parameter(component, i + 1));
      squared = addProduct(squared, z, z);
    }
    const exponent = addProduct(parameter(component, 0), kappa, squared);
    setCoordinate(work, k, exponent);
    top = f32x4.pmax(exponent, top);
    component += stride;
  }
  for (let i = 0; i < d; i++) setCoordinate(gradient, i, f32x4.splat(0));
  let sum = f32x4.splat(0);
  component = parameters + 4;
  for (let k = 0; k < count; k++) {
    const weight = exp2(f32x4.sub(coordinate(work, k), top));
    sum = f32x4.add(sum, weight);
    for (let i = 0; i < d; i++)
      setCoordinate(gradient, i, addProduct(coordinate(gradient, i), weight, parameter(component, i + 1)));
    component += stride;
  }
  const precision = parameter(parameters, 0);
  const share = f32x4.div(f32x4.splat(1), sum);
  for (let i = 0; i < d; i++) {
    const mean = f32x4.mul(coordinate(gradient, i), share);
    setCoordinate(gradient, i, f32x4.mul(f32x4.sub(mean, coordinate(x, i)), precision));
  }
  return f32x4.add(f32x4.mul(top, f32x4.splat(0.6931471805599453)), log(sum));
}

/** The gradient alone, in the plane: what Langevin on the ring of 8 spends its time in. The position stays in registers. */
// @ts-ignore: decorator
@inline
export function planarPull(count: i32, parameters: usize, x: v128, y: v128, gradient: usize, work: usize): void {
  const kappa = steepness(parameters);
  let top = f32x4.splat(-Infinity);
  let component = parameters + 4;
  const end = work + (usize(count) << 4);
  for (let at = work; at < end; at += 16) {
    const u = f32x4.sub(x, v128.load32_splat(component, 4));
    const v = f32x4.sub(y, v128.load32_splat(component, 8));
    const exponent = addProduct(v128.load32_splat(component), kappa, addProduct(f32x4.mul(u, u), v, v));
    v128.store(at, exponent);
    top = f32x4.pmax(exponent, top);
    component += 12;
  }
  let sum = f32x4.splat(0), sumX = sum, sumY = sum;
  component = parameters + 4;
  for (let at = work; at < end; at += 16) {
    const weight = exp2(f32x4.sub(v128.load(at), top));
    sum = f32x4.add(sum, weight);
    sumX = addProduct(sumX, weight, v128.load32_splat(component, 4));
    sumY = addProduct(sumY, weight, v128.load32_splat(component, 8));
    component += 12;
  }
  const precision = parameter(parameters, 0);
  const share = f32x4.div(f32x4.splat(1), sum);
  v128.store(gradient, f32x4.mul(f32x4.sub(f32x4.mul(sumX, share), x), precision));
  v128.store(gradient, f32x4.mul(f32x4.sub(f32x4.mul(sumY, share), y), precision), 16);
}
