import { Matrix } from '../../src/linalg/index.ts';
import type { Product } from '../../src/optimize/index.ts';

/** The symmetric matrix with these eigenvalues, rotated by a Householder reflection so that the axes mean nothing. */
export function rotated(eigenvalues: readonly number[]): Matrix {
  const n = eigenvalues.length;
  const axis = Matrix.columnVector(eigenvalues.map((_, k) => Math.cos(3 * k + 1)));
  const length = axis.dot(axis);
  const reflection = Matrix.eye(n).sub(axis.mmul(axis.transpose()).mul(2 / length));
  return reflection.mmul(Matrix.diag([...eigenvalues])).mmul(reflection);
}

/** A matrix as a product that counts how often it was asked. */
export function counted(matrix: Matrix): { product: Product; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    product: async (p) => {
      calls++;
      return Float64Array.from(matrix.mmul(Matrix.columnVector(Array.from(p))).getColumn(0));
    },
  };
}
