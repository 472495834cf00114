import { rootMeanSquare } from '../linalg/index.ts';
import type { Energy } from './energy.ts';

/** A potential given by functions of one point in float64. */
export interface PotentialFunctions {
  dimension: number;
  value(x: Float64Array): number;
  gradient(x: Float64Array): ArrayLike<number>;
  /** The d×d Hessian, row by row. */
  hessian(x: Float64Array): ArrayLike<ArrayLike<number>>;
}

/** Rounding of a closed form in float64. */
const PRECISION = 2 ** -50;

/** The potential energy (1/N) Σᵢ V(xᵢ) of closed-form functions, in float64 on the host: for references and for small problems. */
export function hostPotential({ dimension: d, value, gradient, hessian }: PotentialFunctions): Energy {
  return {
    dimension: d,
    async at(points) {
      const rows = Array.from({ length: points.length / d }, (_, i) => points.subarray(i * d, (i + 1) * d));
      const values = Float64Array.from(rows, value);
      const forces = Float64Array.from(rows.flatMap((row) => Array.from(gradient(row))));
      return {
        value: values.reduce((total, each) => total + each, 0) / rows.length,
        noise: PRECISION * rootMeanSquare(values),
        gradient: forces,
        forceScale: rootMeanSquare(forces),
        precision: PRECISION,
        async hessianVector(p) {
          const out = new Float64Array(p.length);
          for (const [i, row] of rows.entries()) {
            const block = hessian(row);
            for (let k = 0; k < d; k++) {
              for (let l = 0; l < d; l++) out[i * d + k]! += block[k]![l]! * p[i * d + l]!;
            }
          }
          return out;
        },
      };
    },
  };
}
