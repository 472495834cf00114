import { neg, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { rootMeanSquare } from '../linalg/index.ts';
import { hessianVector, score, type Target } from '../targets/index.ts';
import { BlockHessian } from './block-hessian.ts';
import type { Energy, EvaluationCount } from './energy.ts';
import { pulled } from './pulled.ts';

/** float32 rounding of a value and of the point it was computed at. */
const PRECISION = 2 ** -22;

/**
 * The potential energy (1/N) Σᵢ V(xᵢ) of V = −log π, computed in float32 by the tensor backend.
 *
 * `count` grows by N density evaluations and N gradient evaluations per call of `at`, and by N gradient evaluations per Hessian-vector
 * product of V, which costs about as much as a gradient. V moves particles one by one, so its Hessian is block diagonal: in up to eight
 * dimensions the first product at a cloud computes the d×d blocks from d products, and the rest is free.
 */
export function potentialEnergy(
  target: Target,
  count: EvaluationCount = { gradientEvaluations: 0, densityEvaluations: 0 },
): Energy {
  const { dimension } = target;
  return {
    dimension,
    async at(points) {
      const n = points.length / dimension;
      const matrix = (values: Float64Array): Tensor2D => tensor2d(Float32Array.from(values), [n, dimension]);
      const { logDensity, gradient: ascent } = tidy(() => score(target, matrix(points)));
      const potentials = (await pulled(() => logDensity)).map((value) => -value);
      const gradient = (await pulled(() => ascent)).map((value) => -value);
      count.densityEvaluations += n;
      count.gradientEvaluations += n;
      const hessian = new BlockHessian(dimension, (p) => {
        count.gradientEvaluations += n;
        return pulled(() => neg(hessianVector(target, matrix(points), matrix(p))));
      });
      return {
        value: potentials.reduce((total, value) => total + value, 0) / n,
        noise: PRECISION * rootMeanSquare(potentials),
        gradient,
        forceScale: rootMeanSquare(gradient),
        precision: PRECISION,
        hessianVector: (p) => hessian.times(p),
      };
    },
  };
}
