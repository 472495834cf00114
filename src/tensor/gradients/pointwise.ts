import * as tf from '@tensorflow/tfjs-core';

/*
 * Nothing here reads a saved output: tfjs cuts saved outputs off from the tape, and second derivatives through them are silently wrong.
 */

/** dy · f′(x). */
type Derivative = (dy: tf.Tensor, x: tf.Tensor, attributes: Record<string, unknown>) => tf.Tensor;

const zero: Derivative = (dy) => tf.zerosLike(dy);
const onePlusSquare = (x: tf.Tensor, sign: number): tf.Tensor => tf.add(tf.mul(tf.square(x), sign), 1);

/** Selu's constants: Klambauer et al. 2017. */
const SELU = { alpha: 1.7580993408473768, scale: 1.0507009873554805 };
const smaller = (dy: tf.Tensor, x: tf.Tensor, below: tf.Tensor | number, above: number): tf.Tensor =>
  tf.mul(dy, tf.where(tf.greater(x, 0), tf.fill(x.shape, above), tf.mul(tf.onesLike(x), below)));

/** The derivatives of the functions of one number, by tfjs kernel name. */
export const pointwise: Record<string, Derivative> = {
  Abs: (dy, x) => tf.mul(dy, tf.sign(x)),
  Acos: (dy, x) => tf.neg(tf.mul(dy, tf.rsqrt(onePlusSquare(x, -1)))),
  Acosh: (dy, x) => tf.mul(dy, tf.rsqrt(tf.sub(tf.square(x), 1))),
  Asin: (dy, x) => tf.mul(dy, tf.rsqrt(onePlusSquare(x, -1))),
  Asinh: (dy, x) => tf.mul(dy, tf.rsqrt(onePlusSquare(x, 1))),
  Atan: (dy, x) => tf.div(dy, onePlusSquare(x, 1)),
  Atanh: (dy, x) => tf.div(dy, onePlusSquare(x, -1)),
  Cast: (dy) => tf.cast(dy, 'float32'),
  Ceil: zero,
  ClipByValue: (dy, x, { clipValueMin, clipValueMax }) => {
    const inside = tf.logicalAnd(tf.greaterEqual(x, clipValueMin as number), tf.lessEqual(x, clipValueMax as number));
    return tf.mul(dy, tf.cast(inside, 'float32'));
  },
  Cos: (dy, x) => tf.neg(tf.mul(dy, tf.sin(x))),
  Cosh: (dy, x) => tf.mul(dy, tf.sinh(x)),
  Elu: (dy, x) => smaller(dy, x, tf.exp(x), 1),
  Erf: (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI))),
  Exp: (dy, x) => tf.mul(dy, tf.exp(x)),
  Expm1: (dy, x) => tf.mul(dy, tf.exp(x)),
  Floor: zero,
  Identity: (dy) => tf.cast(dy, 'float32'),
  LeakyRelu: (dy, x, { alpha }) => smaller(dy, x, alpha as number, 1),
  Log: (dy, x) => tf.div(dy, x),
  Log1p: (dy, x) => tf.div(dy, tf.add(x, 1)),
  LogicalNot: (_dy, x) => tf.zeros(x.shape),
  Neg: (dy) => tf.neg(dy),
  OnesLike: zero,
  Reciprocal: (dy, x) => tf.neg(tf.div(dy, tf.square(x))),
  Relu: (dy, x) => tf.mul(dy, tf.step(x)),
  Relu6: (dy, x) => tf.mul(dy, tf.mul(tf.step(x), tf.cast(tf.lessEqual(x, 6), 'float32'))),
  Round: zero,
  Rsqrt: (dy, x) => tf.mul(dy, tf.div(tf.mul(tf.rsqrt(x), -0.5), x)),
  Selu: (dy, x) => smaller(dy, x, tf.mul(tf.exp(x), SELU.alpha), SELU.scale),
  Sigmoid: (dy, x) => tf.mul(dy, tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x)))),
  Sign: zero,
  Sin: (dy, x) => tf.mul(dy, tf.cos(x)),
  Sinh: (dy, x) => tf.mul(dy, tf.cosh(x)),
  Softplus: (dy, x) => tf.mul(dy, tf.sigmoid(x)),
  Sqrt: (dy, x) => tf.div(dy, tf.mul(tf.sqrt(x), 2)),
  Square: (dy, x) => tf.mul(dy, tf.mul(x, 2)),
  Step: zero,
  Tan: (dy, x) => tf.mul(dy, onePlusSquare(tf.tan(x), 1)),
  Tanh: (dy, x) => tf.mul(dy, onePlusSquare(tf.tanh(x), -1)),
  ZerosLike: zero,
};

/** The two derivatives of a function of two numbers, before broadcasting is undone. */
type Derivatives = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => [() => tf.Tensor, () => tf.Tensor];

const indicator = (condition: tf.Tensor): tf.Tensor => tf.cast(condition, 'float32');

const never: Derivatives = (_dy, a, b) => [() => tf.zeros(a.shape), () => tf.zeros(b.shape)];

export const binary: Record<string, Derivatives> = {
  Add: (dy) => [() => dy, () => dy],
  Equal: never,
  Greater: never,
  GreaterEqual: never,
  Less: never,
  LessEqual: never,
  LogicalAnd: never,
  LogicalOr: never,
  NotEqual: never,
  Sub: (dy) => [() => dy, () => tf.neg(dy)],
  Multiply: (dy, a, b) => [() => tf.mul(dy, b), () => tf.mul(dy, a)],
  RealDiv: (dy, a, b) => [() => tf.div(dy, b), () => tf.neg(tf.div(tf.mul(dy, a), tf.square(b)))],
  Maximum: (dy, a, b) => [
    () => tf.mul(dy, indicator(tf.greaterEqual(a, b))),
    () => tf.mul(dy, indicator(tf.less(a, b))),
  ],
  Minimum: (dy, a, b) => [
    () => tf.mul(dy, indicator(tf.lessEqual(a, b))),
    () => tf.mul(dy, indicator(tf.greater(a, b))),
  ],
  Mod: (dy, a, b) => [() => dy, () => tf.neg(tf.mul(dy, tf.floor(tf.div(a, b))))],
  Pow: (dy, a, b) => [
    () => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    // a^b has no derivative in b for a ≤ 0: 0 there, as tfjs has it.
    () => tf.mul(dy, tf.mul(tf.pow(a, b), tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a)))),
  ],
  SquaredDifference: (dy, a, b) => {
    const along = (): tf.Tensor => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
    return [along, () => tf.neg(along())];
  },
  Atan2: (dy, a, b) => {
    const over = (x: tf.Tensor): tf.Tensor => tf.mul(dy, tf.div(x, tf.add(tf.square(a), tf.square(b))));
    return [() => over(b), () => tf.neg(over(a))];
  },
};
