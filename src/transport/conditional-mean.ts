import { add, getBackend, sub, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { ensureBackend, kernelSum } from '../tensor/index.ts';
import { conditionalMoments } from './conditional.ts';
import type { Pair } from './problem.ts';

/** Above so many pairs the means come from the backend in float32, where it is faster than the host. */
const MOST_HOST_PAIRS = 1_000_000;

/** E[y | x_i] at the points of x, row-major [n, d], for the potential g on the support of the centred y. */
export async function conditionalMeans(pair: Pair, g: Float64Array): Promise<Float64Array> {
  const { x, y, convention } = pair;
  const { values, count, dimension: d } = x.whole;
  const whole = values.map((value, at) => value + x.centre[at % d]!);
  const many = count * y.support.count > MOST_HOST_PAIRS;
  if (many) await ensureBackend();
  if (many && getBackend() !== 'cpu') {
    const points = tensor2d(Float32Array.from(whole), [count, d]);
    const mean = conditionalMean(points, pair, g);
    const result = Float64Array.from(await mean.data());
    points.dispose();
    mean.dispose();
    return result;
  }
  const { mean } = conditionalMoments(values, y.support, g, convention.halfEpsilon, 1);
  return mean.map((value, at) => value + y.centre[at % d]!);
}

/** E[y | x] by the kernel sum of the backend, around the means so that float32 loses nothing to far clouds. */
export function conditionalMean(points: Tensor2D, { x, y, convention }: Pair, g: Float64Array): Tensor2D {
  const { halfEpsilon: epsilon } = convention;
  const { values, weights, count, dimension } = y.support;
  return tidy(() => {
    const local = sub(points, tensor1d(Float32Array.from(x.centre))) as Tensor2D;
    const targets = tensor2d(Float32Array.from(values), [count, dimension]);
    const h = tensor1d(Float32Array.from(g, (value, j) => value + epsilon * Math.log(weights[j]!)));
    const mean = kernelSum(local, targets, targets, { epsilon, h, normalised: true });
    return add(mean, tensor1d(Float32Array.from(y.centre))) as Tensor2D;
  });
}
