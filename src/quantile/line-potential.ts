import { type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { EvaluationCount } from '../energies/index.ts';
import { hessianVector, score, type Target } from '../targets/index.ts';

/** V = −log π at n points of the line with its derivatives, [n] each, as the tensor backend computes them in float32. */
export interface LinePotential {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
  /** V″, computed when first asked for. */
  curvatures(): Promise<Float64Array>;
}

/** V and V′; `count` grows by one density and one gradient evaluation a point, and by another gradient evaluation a point for V″. */
export async function linePotential(
  target: Target,
  points: Float64Array,
  count: EvaluationCount,
): Promise<LinePotential> {
  count.densityEvaluations += points.length;
  count.gradientEvaluations += points.length;
  const { logDensity, gradient } = tidy(() => score(target, column(points)));
  let curvatures: Promise<Float64Array> | undefined;
  return {
    values: await negated(logDensity),
    slopes: await negated(gradient),
    curvatures: () => (curvatures ??= curvaturesAt(target, points, count)),
  };
}

/** V alone; `count` grows by one density evaluation a point. */
export async function potentialValues(
  target: Target,
  points: Float64Array,
  count: EvaluationCount,
): Promise<Float64Array> {
  count.densityEvaluations += points.length;
  return negated(tidy(() => target.logDensity(column(points))));
}

async function curvaturesAt(target: Target, points: Float64Array, count: EvaluationCount): Promise<Float64Array> {
  count.gradientEvaluations += points.length;
  const ones = new Float64Array(points.length).fill(1);
  return negated(tidy(() => hessianVector(target, column(points), column(ones))));
}

const column = (values: Float64Array): Tensor2D => tensor2d(Float32Array.from(values), [values.length, 1]);

/** The values of a tensor with the other sign, on the host; the tensor is disposed. */
async function negated(tensor: Tensor): Promise<Float64Array> {
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return Float64Array.from(values, (value) => -value);
}
