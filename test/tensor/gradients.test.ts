import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../src/tensor/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

type F = (x: tf.Tensor) => tf.Tensor;

const other = [0.7, -1.2, 1.9, 0.4, -0.6, 1.1];
const side = (): tf.Tensor2D => tf.tensor2d(other, [2, 3]);
const row = (): tf.Tensor1D => tf.tensor1d([0.8, 1.3, -0.9]);

/** Values in (0.1, 0.9), distinct, off every kink. */
const inside = [0.31, 0.72, 0.15, 0.88, 0.53, 0.44];
const wide = [0.9, -1.7, 2.3, -0.4, 1.2, -2.1];

const unary: [string, F, number[]][] = [
  ['abs', tf.abs, wide], ['acos', tf.acos, inside], ['acosh', (x) => tf.acosh(tf.add(x, 1.5)), inside], ['asin', tf.asin, inside],
  ['asinh', tf.asinh, wide], ['atan', tf.atan, wide], ['atanh', tf.atanh, inside], ['cos', tf.cos, wide], ['cosh', tf.cosh, wide],
  ['ceil', (x) => tf.mul(x, tf.ceil(x)), wide], ['clip', (x) => tf.clipByValue(x, -1, 1.1), wide], ['elu', tf.elu, wide],
  ['erf', tf.erf, wide], ['exp', tf.exp, wide], ['expm1', tf.expm1, wide], ['floor', (x) => tf.mul(x, tf.floor(x)), wide],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.2), wide], ['log', tf.log, inside], ['log1p', tf.log1p, inside], ['neg', tf.neg, wide],
  ['reciprocal', tf.reciprocal, wide], ['relu', tf.relu, wide], ['relu6', (x) => tf.relu6(tf.mul(x, 4)), wide],
  ['round', (x) => tf.mul(x, tf.round(x)), wide], ['rsqrt', tf.rsqrt, inside], ['selu', tf.selu, wide], ['sigmoid', tf.sigmoid, wide],
  ['sign', (x) => tf.mul(x, tf.sign(x)), wide], ['sin', tf.sin, wide], ['sinh', tf.sinh, wide], ['softplus', tf.softplus, wide],
  ['sqrt', tf.sqrt, inside], ['square', tf.square, wide], ['tan', tf.tan, inside], ['tanh', tf.tanh, wide],
  ['logSigmoid', tf.logSigmoid, wide], ['cast', (x) => tf.mul(tf.cast(x, 'float32'), x), wide],
  ['onesLike', (x) => tf.mul(x, tf.onesLike(x)), wide], ['clone', (x) => tf.clone(x), wide],
]; // biome-ignore format: a table

const binary: [string, F, number[]][] = [
  ['add', (x) => tf.add(x, row()), wide], ['sub', (x) => tf.sub(row(), x), wide], ['mul', (x) => tf.mul(x, tf.mul(x, row())), wide],
  ['div', (x) => tf.div(row(), x), wide], ['maximum', (x) => tf.maximum(x, row()), wide], ['minimum', (x) => tf.minimum(row(), x), wide],
  ['mod', (x) => tf.mod(x, tf.scalar(0.7)), inside], ['mod by', (x) => tf.mod(tf.scalar(2.05), x), [0.9, 1.3, 0.8, 1.7, 0.6, 1.1]],
  ['pow', (x) => tf.pow(x, tf.tensor1d([2, 3, 2])), wide], ['power of', (x) => tf.pow(tf.tensor1d([2, 0.5, 3]), x), wide],
  ['squaredDifference', (x) => tf.squaredDifference(x, row()), wide], ['atan2', (x) => tf.atan2(x, side()), wide],
  ['atan2 from', (x) => tf.atan2(side(), x), wide], ['broadcast x', (x) => tf.mul(tf.slice(x, [0, 0], [1, 3]), side()), wide],
  ['broadcast column', (x) => tf.div(side(), tf.slice(x, [0, 1], [2, 1])), wide],
]; // biome-ignore format: a table

const structural: [string, F, number[]][] = [
  ['matMul', (x) => tf.matMul(x as tf.Tensor2D, side(), false, true), wide],
  ['matMul from the right', (x) => tf.matMul(side(), x as tf.Tensor2D, false, true), wide],
  ['matMul of transposes', (x) => tf.matMul(x as tf.Tensor2D, tf.reshape(side(), [3, 2]), true, true), wide],
  ['matMul with a transpose from the right', (x) => tf.matMul(tf.reshape(side(), [3, 2]), x as tf.Tensor2D, true, true), wide.slice().reverse()],
  ['Gram matrix', (x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D, true, false), wide],
  ['broadcastTo', (x) => tf.mul(tf.broadcastTo(tf.slice(x, [0, 0], [1, 3]), [2, 3]), side()), wide],
  ['concat', (x) => tf.square(tf.concat([x, side(), x], 0)), wide], ['concat columns', (x) => tf.square(tf.concat([side(), x], 1)), wide],
  ['cumsum', (x) => tf.square(tf.cumsum(x, 1)), wide], ['expandDims', (x) => tf.square(tf.expandDims(x, 1)), wide],
  ['gather', (x) => tf.square(tf.gather(x, tf.tensor1d([1, 1, 0], 'int32'))), wide],
  ['gather columns', (x) => tf.square(tf.gather(x, tf.tensor1d([2, 0], 'int32'), 1)), wide],
  ['logSoftmax', (x) => tf.logSoftmax(x), wide], ['logSumExp', (x) => tf.logSumExp(x, 1), wide], ['max', (x) => tf.square(tf.max(x, 1)), wide],
  ['mean', (x) => tf.square(tf.mean(x, 0)), wide], ['mean of all', (x) => tf.square(tf.mean(x)), wide], ['min', (x) => tf.square(tf.min(x)), wide],
  ['stack', (x) => tf.square(tf.stack([x, side()], 1)), wide], ['pad', (x) => tf.square(tf.pad(x, [[1, 0], [0, 2]])), wide],
  ['reshape', (x) => tf.square(tf.reshape(x, [3, 2])), wide], ['reverse', (x) => tf.mul(tf.reverse(x, 1), side()), wide],
  ['where', (x) => tf.where(tf.greater(x, 0), tf.square(x), tf.exp(x)), wide], ['slice', (x) => tf.square(tf.slice(x, [0, 1], [2, 1])), wide],
  ['softmax', (x) => tf.square(tf.softmax(x)), wide], ['split', (x) => tf.mul(...(tf.split(x, 2, 0) as [tf.Tensor, tf.Tensor])), wide],
  ['sum', (x) => tf.square(tf.sum(x, 0)), wide], ['sum, kept', (x) => tf.mul(tf.sum(x, 1, true), x), wide], ['tile', (x) => tf.square(tf.tile(x, [2, 3])), wide],
  ['transpose', (x) => tf.mul(tf.transpose(x), tf.reshape(side(), [3, 2])), wide], ['unstack', (x) => tf.mul(tf.unstack(x, 1)[0]!, tf.unstack(x, 1)[2]!), wide],
  ['norm', (x) => tf.norm(x, 2, 1), wide], ['squeeze', (x) => tf.square(tf.squeeze(tf.slice(x, [0, 0], [1, 3]))), wide],
  ['standard deviation', (x) => tf.sqrt(tf.moments(x, 0).variance), wide],
]; // biome-ignore format: a table

/** Σ c ⊙ f(x) with uneven c, so that no permutation of the gradient passes. */
function scalar(f: F, x: tf.Tensor): tf.Tensor {
  const y = f(x);
  const c = tf.tensor(
    Array.from({ length: y.size }, (_, i) => 1 + 0.3 * Math.sin(2.3 * i + 1)),
    y.shape,
  );
  return tf.sum(tf.mul(y, c));
}

const at = (values: readonly number[]): tf.Tensor => tf.tensor2d(values as number[], [2, 3]);

/** By Richardson's combination of central differences. */
function difference(value: (values: number[]) => number, values: readonly number[], axis: number): number {
  const central = (h: number): number => {
    const moved = (sign: number): number => value(values.map((v, i) => (i === axis ? v + sign * h : v)));
    return (moved(1) - moved(-1)) / (2 * h);
  };
  return (4 * central(0.01) - central(0.02)) / 3;
}

describe.each([...unary, ...binary, ...structural])('the gradient of %s', (name, f, values) => {
  it('is that of finite differences', () => {
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => scalar(f, x))(at(values))
        .dataSync(),
    );
    for (let axis = 0; axis < values.length; axis++) {
      const expected = difference((moved) => tf.tidy(() => scalar(f, at(moved)).dataSync()[0]!), values, axis);
      expect(Math.abs(gradient[axis]! - expected)).toBeLessThan(2e-3 * (1 + Math.abs(expected)));
    }
  });

  // tf.logSoftmax carries a gradient of its own, which tfjs cuts off from the tape.
  it.skipIf(name === 'logSoftmax')('can be differentiated again', () => {
    const slope = (x: tf.Tensor): tf.Tensor =>
      scalar(
        tf.grad((z) => scalar(f, z)),
        x,
      );
    const second = tf.tidy(() => tf.grad(slope)(at(values)).dataSync());
    for (let axis = 0; axis < values.length; axis++) {
      const expected = difference((moved) => tf.tidy(() => slope(at(moved)).dataSync()[0]!), values, axis);
      expect(Math.abs(second[axis]! - expected)).toBeLessThan(4e-3 * (1 + Math.abs(expected)));
    }
  });
});
