import { addProduct, coordinate, exponential, parameter, setCoordinate } from './exponential';

/* Targets with one formula for all coordinates. Each writes the gradient and returns the log density of four particles. */

/** V = a x⁴/4 − b x²/2 − c x in each coordinate: [a, b, c]. */
export function quarticWell(d: i32, parameters: usize, x: usize, gradient: usize): v128 {
  const a = parameter(parameters, 0), b = parameter(parameters, 1), c = parameter(parameters, 2);
  let logDensity = f32x4.splat(0);
  for (let i = 0; i < d; i++) {
    const at = coordinate(x, i);
    const square = f32x4.mul(at, at);
    const bend = f32x4.sub(f32x4.mul(b, f32x4.splat(0.5)), f32x4.mul(f32x4.mul(a, f32x4.splat(0.25)), square));
    setCoordinate(gradient, i, addProduct(c, at, f32x4.sub(b, f32x4.mul(a, square))));
    logDensity = f32x4.add(logDensity, addProduct(f32x4.mul(c, at), square, bend));
  }
  return logDensity;
}

/** x₁ ~ N(0, σ²), x₂ + b(x₁² − σ²) and the others standard: [σ², b, log constant]. */
export function banana(d: i32, parameters: usize, x: usize, gradient: usize): v128 {
  const variance = parameter(parameters, 0), b = parameter(parameters, 1);
  const first = coordinate(x, 0);
  const second = addProduct(coordinate(x, 1), b, f32x4.sub(f32x4.mul(first, first), variance));
  const scaled = f32x4.div(first, variance);
  const along = addProduct(scaled, f32x4.mul(f32x4.mul(f32x4.splat(2), b), first), second);
  setCoordinate(gradient, 0, f32x4.neg(along));
  setCoordinate(gradient, 1, f32x4.neg(second));
  let squares = addProduct(f32x4.mul(first, scaled), second, second);
  for (let i = 2; i < d; i++) {
    const at = coordinate(x, i);
    setCoordinate(gradient, i, f32x4.neg(at));
    squares = addProduct(squares, at, at);
  }
  return addProduct(parameter(parameters, 2), f32x4.splat(-0.5), squares);
}

/** v ~ N(0, σ²), the others N(0, e^v): [σ², log constant]. */
export function funnel(d: i32, parameters: usize, x: usize, gradient: usize): v128 {
  const v = coordinate(x, 0);
  const precision = exponential(f32x4.neg(v));
  let squares = f32x4.splat(0);
  for (let i = 1; i < d; i++) {
    const at = coordinate(x, i);
    const pull = f32x4.mul(at, precision);
    setCoordinate(gradient, i, f32x4.neg(pull));
    squares = addProduct(squares, at, pull);
  }
  const others = f32x4.splat(f32(d - 1));
  const scaled = f32x4.div(v, parameter(parameters, 0));
  setCoordinate(gradient, 0, f32x4.sub(f32x4.mul(f32x4.splat(0.5), f32x4.sub(squares, others)), scaled));
  const double = f32x4.add(addProduct(f32x4.mul(v, scaled), v, others), squares);
  return addProduct(parameter(parameters, 1), f32x4.splat(-0.5), double);
}
