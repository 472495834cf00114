import { log } from '../box-muller';
import { addProduct, coordinate, exponential, parameter, setCoordinate } from './exponential';

// @ts-ignore: decorator
@inline const SCHOOLS: i32 = 8;

/** Factors between 1 and 2 that are multiplied before one logarithm is taken: their product stays in range. */
// @ts-ignore: decorator
@inline const FACTORS: i32 = 64;

/** Σ log σ(a_i·x) − precision |x|²/2: [precision, then `count` rows a_i that carry the sign of their label]. */
export function logistic(d: i32, count: i32, parameters: usize, x: usize, gradient: usize): v128 {
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const precision = parameter(parameters, 0);
  let loss = zero, product = one;
  for (let i = 0; i < d; i++) {
    const at = coordinate(x, i);
    setCoordinate(gradient, i, f32x4.neg(f32x4.mul(precision, at)));
    loss = addProduct(loss, f32x4.mul(f32x4.splat(0.5), at), f32x4.mul(precision, at));
  }
  let row = parameters + 4;
  for (let k = 0; k < count; k++) {
    let margin = zero;
    for (let i = 0; i < d; i++) margin = addProduct(margin, parameter(row, i), coordinate(x, i));
    const small = exponential(f32x4.neg(f32x4.abs(margin)));
    const factor = f32x4.add(one, small);
    // 1 − σ(t) without overflow: σ(−t) = e^{−t}/(1 + e^{−t}) for t ≥ 0, 1/(1 + e^t) for t < 0.
    const wrong = f32x4.div(v128.bitselect(small, one, f32x4.ge(margin, zero)), factor);
    for (let i = 0; i < d; i++)
      setCoordinate(gradient, i, addProduct(coordinate(gradient, i), wrong, parameter(row, i)));
    loss = f32x4.add(loss, f32x4.pmax(zero, f32x4.neg(margin)));
    product = f32x4.mul(product, factor);
    if (k % FACTORS == FACTORS - 1) {
      loss = f32x4.add(loss, log(product));
      product = one;
    }
    row += usize(d) << 2;
  }
  return f32x4.neg(f32x4.add(loss, log(product)));
}

/** The non-centred model in (μ, log τ, η): [1/meanScale², log spreadScale², effects, 1/errors²]. */
export function eightSchools(parameters: usize, x: usize, gradient: usize): v128 {
  const one = f32x4.splat(1), zero = f32x4.splat(0), half = f32x4.splat(0.5);
  const mean = coordinate(x, 0), l = coordinate(x, 1);
  const spread = exponential(l);
  const pullToZero = f32x4.mul(parameter(parameters, 0), mean);
  let squares = f32x4.mul(pullToZero, mean);
  let alongMean = f32x4.neg(pullToZero), alongL = zero;
  for (let j = 0; j < SCHOOLS; j++) {
    const eta = coordinate(x, 2 + j);
    const residual = f32x4.sub(parameter(parameters, 2 + j), addProduct(mean, spread, eta));
    const pull = f32x4.mul(residual, parameter(parameters, 2 + SCHOOLS + j));
    alongMean = f32x4.add(alongMean, pull);
    alongL = addProduct(alongL, pull, eta);
    setCoordinate(gradient, 2 + j, f32x4.sub(f32x4.mul(spread, pull), eta));
    squares = f32x4.add(squares, addProduct(f32x4.mul(eta, eta), residual, pull));
  }
  // τ ~ half-Cauchy: l − log(1 + e^t) with t = 2l − log spreadScale², and its slope 1 − 2σ(t).
  const t = f32x4.sub(f32x4.mul(l, f32x4.splat(2)), parameter(parameters, 1));
  const small = exponential(f32x4.neg(f32x4.abs(t)));
  const factor = f32x4.add(one, small);
  const sigmoid = f32x4.div(v128.bitselect(one, small, f32x4.ge(t, zero)), factor);
  const softplus = f32x4.add(f32x4.pmax(zero, t), log(factor));
  setCoordinate(gradient, 0, alongMean);
  setCoordinate(gradient, 1, addProduct(f32x4.sub(one, f32x4.add(sigmoid, sigmoid)), spread, alongL));
  return f32x4.sub(f32x4.sub(l, softplus), f32x4.mul(half, squares));
}
