import { type Tensor1D, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { EvaluationCount } from '../energies/index.ts';
import { InputError } from '../errors.ts';
import { score, type Target } from '../targets/index.ts';
import { hasKernel } from '../tensor/index.ts';

/** −log of a density, up to a constant, at points row-major [n, d] → [n], in float64. */
export type Potential = (points: Float64Array) => Float64Array | Promise<Float64Array>;

/**
 * −log of the density of a target, all points in one call of the tensor backend: float32 in, float32 out, that is to about 1e-7 of its size. `count`
 * grows by one density evaluation a point.
 */
export function targetPotential(target: Target, count?: EvaluationCount): Potential {
  const { dimension } = target;
  return async (points) => {
    if (count) count.densityEvaluations += points.length / dimension;
    const rows = new Float32Array(points);
    const values = tidy(() => logDensityOf(target, tensor2d(rows, [points.length / dimension, dimension])));
    const logs = await values.data<'float32'>();
    values.dispose();
    const potential = new Float64Array(logs.length);
    for (let i = 0; i < logs.length; i++) potential[i] = -logs[i]!;
    return potential;
  };
}

/** By the fused kernel where there is one, though it also finds the gradient: it is still thirty times as fast as tfjs ops. */
const logDensityOf = (target: Target, x: Tensor2D): Tensor1D =>
  target.fused && hasKernel('OttoScore') ? score(target, x).logDensity : target.logDensity(x);

/** @throws InputError, naming the measure, unless its potential is a number at every point */
export function requirePositive(potential: Float64Array, points: Float64Array, where: string): Float64Array {
  const bad = potential.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return potential;
  const d = points.length / potential.length;
  const place = Array.from(points.subarray(bad * d, (bad + 1) * d), (value) => value.toPrecision(3)).join(', ');
  throw new InputError(`${where}: must have a positive, finite density there, but has none at (${place})`);
}
