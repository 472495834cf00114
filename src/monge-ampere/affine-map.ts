import { Matrix, symmetricInverse } from '../linalg/index.ts';
import { affineRows } from '../mirror/index.ts';
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
export const affineImage = (points: Float64Array, { mean, matrix, origin }: AffineMap): Float64Array =>
  affineRows(points, matrix, origin, mean);
