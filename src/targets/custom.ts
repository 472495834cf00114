import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { guard } from './guard.ts';
import type { Moments, Squares, Target } from './target.ts';

/** What `custom` takes. */
export interface CustomTarget {
  dimension: number;
  /** log density up to a constant: x [n, d] → [n], row by row, in tfjs ops. */
  logDensity(x: tf.Tensor2D): tf.Tensor;
  name?: string;
  /** Default: autodiff of the sum of `logDensity`. */
  gradLogDensity?(x: tf.Tensor2D): tf.Tensor2D;
  moments?: Moments;
  squares?: Squares;
  /** log ∫ e^{log density}. */
  logNormalizer?: number;
  sample?: Target['sample'];
  /** For dimension 1: the x with P(X ≤ x) = u. */
  quantile?: Target['quantile'];
  /** Default: [−5, 5] in every dimension. */
  bounds?: [number, number][];
}

/**
 * A target given as code. Its gradient comes from tfjs autodiff unless `gradLogDensity` is given. It is the one target that a scene file
 * cannot hold: its `spec` is only `{ type: 'custom', name }`.
 *
 * @throws InputError when the dimension is no positive integer, `logDensity` is no function or `quantile` is given in several dimensions;
 * the returned functions throw one when `logDensity` does not return one number a row
 */
export function custom(options: CustomTarget): Target {
  const { dimension, name = 'custom', moments, squares, logNormalizer, sample, quantile, bounds } = options;
  if (!Number.isInteger(dimension) || dimension < 1)
    throw new InputError(`custom.dimension: must be an integer of at least 1, got ${formatValue(dimension)}`);
  if (typeof options.logDensity !== 'function')
    throw new InputError(`custom.logDensity: must be a function, got ${formatValue(options.logDensity)}`);
  if (quantile && dimension > 1)
    throw new InputError(`custom.quantile: is for dimension 1, got it with dimension ${dimension}`);
  const logDensity = (x: tf.Tensor2D): tf.Tensor1D => tf.tidy(() => checked(options.logDensity(x), x));
  return guard({
    name,
    dimension,
    spec: { type: 'custom', name },
    logDensity,
    gradLogDensity: options.gradLogDensity ?? autodiff(logDensity),
    bounds: bounds ?? Array.from({ length: dimension }, () => [-5, 5]),
    ...(moments && { moments }),
    ...(squares && { squares }),
    ...(logNormalizer !== undefined && { logNormalizer }),
    ...(sample && { sample }),
    ...(quantile && { quantile }),
  });
}

/** The gradient of every row at once: rows do not mix, so that the gradient of the sum holds the gradients of all. */
function autodiff(logDensity: (x: tf.Tensor2D) => tf.Tensor1D): (x: tf.Tensor2D) => tf.Tensor2D {
  const gradient = tf.grad((x) => tf.sum(logDensity(x as tf.Tensor2D)));
  return (x) => gradient(x) as tf.Tensor2D;
}

function checked(value: tf.Tensor, x: tf.Tensor2D): tf.Tensor1D {
  if (value.rank === 1 && value.shape[0] === x.shape[0]) return value as tf.Tensor1D;
  throw new InputError(
    `custom.logDensity: must return one number a row, [${x.shape[0]}] for x [${x.shape}], got [${value.shape}]`,
  );
}
