import { stack, type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { EvaluationCount, PotentialFunctions } from '../energies/index.ts';
import { hessianVector, score, type Target } from '../targets/index.ts';
import { mapRows, rowOf } from './rows.ts';

/** V and its ambient derivatives at n points of R^d, each point for itself. */
export interface PotentialModel {
  /** V, [n]. */
  readonly values: Float64Array;
  /** ∂V, row-major [n, d]. */
  readonly differentials: Float64Array;
  /** The second derivatives at the points of these rows, row-major [rows, d, d]. */
  secondDerivatives(rows: readonly number[]): Promise<Float64Array>;
}

/** A potential on the space around a manifold. Points are row-major [n, d]. */
export interface PointPotential {
  readonly dimension: number;
  /** The relative rounding error of its arithmetic and of the points it is given. */
  readonly roundoff: number;
  at(points: Float64Array): Promise<PotentialModel>;
}

/**
 * V = −log π in float32 by the tensor backend, all points in one call.
 *
 * `count` grows by n densities and n gradients per call of `at`, and by d gradients for every row of second derivatives.
 */
export function potentialOf(target: Target, count: EvaluationCount): PointPotential {
  const { dimension: d } = target;
  const matrix = (values: Float64Array): Tensor2D => tensor2d(Float32Array.from(values), [values.length / d, d]);
  return {
    dimension: d,
    roundoff: 2 ** -24,
    async at(points) {
      const n = points.length / d;
      count.densityEvaluations += n;
      count.gradientEvaluations += n;
      const { logDensity, gradient } = tidy(() => score(target, matrix(points)));
      const [values, differentials] = [await negated(logDensity), await negated(gradient)];
      return {
        values,
        differentials,
        async secondDerivatives(rows) {
          count.gradientEvaluations += d * rows.length;
          const chosen = Float64Array.from(rows.flatMap((row) => Array.from(rowOf(points, d, row))));
          const units = Array.from({ length: d }, (_, k) =>
            mapRows(chosen, d, (row) => row.map((__, i) => (i === k ? 1 : 0))),
          );
          // The Hessians are symmetric: column k of each goes into its row k.
          return negated(
            tidy(() =>
              stack(
                units.map((unit) => hessianVector(target, matrix(chosen), matrix(unit))),
                1,
              ),
            ),
          );
        },
      };
    },
  };
}

/** The values of −tensor in float64 on the host; the tensor is disposed. */
async function negated(result: Tensor): Promise<Float64Array> {
  const values = await result.data<'float32'>();
  result.dispose();
  return Float64Array.from(values, (value) => -value);
}

/** A potential of closed-form functions, in float64 on the host: for references and for small problems. */
export function potentialOfFunctions({ dimension: d, value, gradient, hessian }: PotentialFunctions): PointPotential {
  return {
    dimension: d,
    roundoff: 2 ** -53,
    async at(points) {
      const rows = Array.from({ length: points.length / d }, (_, i) => rowOf(points, d, i));
      return {
        values: Float64Array.from(rows, value),
        differentials: mapRows(points, d, (row) => Float64Array.from(gradient(row))),
        secondDerivatives: async (chosen) =>
          Float64Array.from(
            chosen.flatMap((row) => Array.from(hessian(rows[row]!)).flatMap((line) => Array.from(line))),
          ),
      };
    },
  };
}

/** The same potential, which remembers its last points and does not compute them twice. */
export function remembering(potential: PointPotential): PointPotential {
  let last: { points: Float64Array; model: PotentialModel } | undefined;
  return {
    ...potential,
    async at(points) {
      if (last?.points.length !== points.length || points.some((value, i) => value !== last!.points[i])) {
        last = { points: points.slice(), model: await potential.at(points) };
      }
      return last.model;
    },
  };
}
