import { Matrix, symmetricInverse } from '../linalg/index.ts';
import type { TransportMap } from './transport-map.ts';

/** x = mean + matrix·(y − origin), with a symmetric positive definite matrix. */
export interface AffineMap {
  readonly mean: readonly number[];
  readonly matrix: Matrix;
  readonly origin: readonly number[];
}

export const identityMap = (dimension: number): AffineMap => ({
  mean: new Array<number>(dimension).fill(0),
  matrix: Matrix.eye(dimension),
  origin: new Array<number>(dimension).fill(0),
});

/** The map and its inverse as functions of points. */
export function affineTransport(map: AffineMap, time: number): TransportMap {
  const { mean, matrix, origin } = map;
  return {
    time,
    dimension: mean.length,
    image: (points) => affineImage(points, map),
    inverse: (points) => affineImage(points, { mean: origin, matrix: symmetricInverse(matrix), origin: mean }),
  };
}

/** Row-major [n, d] → [n, d]. */
export function affineImage(points: Float64Array, { mean, matrix, origin }: AffineMap): Float64Array {
  const d = mean.length;
  const entries = matrix.to2DArray();
  const out = new Float64Array(points.length);
  for (let start = 0; start < points.length; start += d) {
    for (let k = 0; k < d; k++) {
      let sum = mean[k]!;
      for (let l = 0; l < d; l++) sum += entries[k]![l]! * (points[start + l]! - origin[l]!);
      out[start + k] = sum;
    }
  }
  return out;
}
