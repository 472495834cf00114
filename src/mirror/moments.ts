import {
  concat,
  div,
  matMul,
  mul,
  pad,
  reshape,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { Matrix } from '../linalg/index.ts';
import { requireFinite } from './finite.ts';

/** Sums run over blocks of rows first, so that the float32 error stays that of a short sum. */
const ROWS = 1024;
const LARGEST = 4_000_000;

/** Sample mean and covariance (divisor n − 1) of the particles, and the second moment of their scores. */
export interface EnsembleMoments {
  mean: number[];
  /** [d, d] */
  covariance: Matrix;
  /** E ∇f ∇fᵀ, [d, d]. */
  fisher: Matrix;
}

/**
 * The moments of x and of the scores, both [n, d], n ≥ 2. The pair sums are on the backend; one [1 + 2d, d] tensor is read back, and the
 * rest is float64.
 *
 * @throws RangeError when one of them is not finite
 */
export async function ensembleMoments(x: Tensor2D, scores?: Tensor2D): Promise<EnsembleMoments> {
  const [n, d] = x.shape;
  const packed = tidy(() => {
    const origin = slice(x, [0, 0], [1, d]);
    const shifted = sub(x, origin) as Tensor2D;
    const offset = div(rowSum(shifted), n);
    const centred = sub(shifted, offset) as Tensor2D;
    const covariance = div(outerSum(centred), n - 1);
    const fisher = scores ? div(outerSum(scores), n) : mul(covariance, 0);
    return concat([origin, offset, covariance, fisher] as Tensor2D[]);
  });
  const values = await packed.data();
  packed.dispose();
  values.forEach(requireFinite);
  const matrix = (row: number): Matrix => Matrix.from1DArray(d, d, [...values.subarray(row * d, (row + d) * d)]);
  return {
    mean: Array.from({ length: d }, (_, k) => values[k]! + values[d + k]!),
    covariance: matrix(2),
    fisher: matrix(2 + d),
  };
}

/** Σ_i y_i, [1, d]. */
function rowSum(y: Tensor2D): Tensor {
  return sum(sum(blocks(y), 1), 0, true);
}

/** Σ_i y_i y_iᵀ, [d, d]. */
function outerSum(y: Tensor2D): Tensor {
  const rows = blocks(y);
  return sum(matMul(rows, rows, true, false), 0);
}

/** [n, d] as [blocks, rows, d], filled up with zeros. */
function blocks(y: Tensor2D): Tensor {
  const [n, d] = y.shape;
  const rows = Math.max(ROWS, Math.ceil((n * d * d) / LARGEST));
  const count = Math.ceil(n / rows);
  return reshape(pad(y, [[0, count * rows - n], [0, 0]]), [count, rows, d]); // biome-ignore format: one line
}
