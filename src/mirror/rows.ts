import { Matrix } from '../linalg/index.ts';
import { requireFinite } from './finite.ts';

/** Mean and sample covariance (divisor n − 1) of rows, float64. @throws RangeError when one is not finite */
export function momentsOfRows(rows: Float64Array, dimension: number): { mean: number[]; covariance: Matrix } {
  const count = rows.length / dimension;
  const mean = new Array<number>(dimension).fill(0);
  for (let at = 0; at < rows.length; at++) mean[at % dimension]! += rows[at]! / count;
  const covariance = Matrix.zeros(dimension, dimension);
  for (let start = 0; start < rows.length; start += dimension) {
    for (let k = 0; k < dimension; k++) {
      const first = (rows[start + k]! - mean[k]!) / (count - 1);
      for (let l = 0; l < dimension; l++) {
        covariance.set(k, l, covariance.get(k, l) + first * (rows[start + l]! - mean[l]!));
      }
    }
  }
  covariance.to1DArray().forEach(requireFinite);
  return { mean, covariance };
}

/** Every row x as M(x − origin) + shift. */
export function affineRows(
  rows: Float64Array,
  matrix: Matrix,
  origin?: readonly number[],
  shift?: readonly number[],
): Float64Array {
  const dimension = matrix.rows;
  const entries = matrix.to2DArray();
  const out = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += dimension) {
    for (let k = 0; k < dimension; k++) {
      let sum = shift?.[k] ?? 0;
      for (let l = 0; l < dimension; l++) sum += entries[k]![l]! * (rows[start + l]! - (origin?.[l] ?? 0));
      out[start + k] = sum;
    }
  }
  return out;
}

/** Row i of `vectors` [n, d] times matrix i of `matrices` [n, d, d]. */
export function productOfRows(matrices: Float64Array, vectors: Float64Array, dimension: number): Float64Array {
  return vectors.map((_, at) => {
    const row = at - (at % dimension);
    let sum = 0;
    for (let l = 0; l < dimension; l++) sum += matrices[at * dimension + l]! * vectors[row + l]!;
    return sum;
  });
}
