import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { Matrix } from '../../src/linalg/index.ts';
import { buresHessian, buresMap, gaussianReference } from '../../src/mirror/index.ts';
import { momentsOfRows } from '../../src/mirror/rows.ts';
import { keyOf, normals } from '../../src/random/index.ts';

const reference = gaussianReference(2, { covariance: [[0.6, 0.2], [0.2, 0.9]] }); // biome-ignore format: rows
const covariance = new Matrix([[1.5, 0.4], [0.4, 0.7]]); // biome-ignore format: rows

const expectClose = (actual: Matrix, expected: Matrix, tolerance = 1e-12): void =>
  expect(Matrix.sub(actual, expected).abs().max()).toBeLessThan(tolerance);

describe('the Bures map', () => {
  it('pushes the covariance to that of the reference: ASA = Θ', () => {
    const hessian = buresHessian(covariance, reference);
    expectClose(hessian.mmul(covariance).mmul(hessian), reference.covariance);
  });

  it('comes with its inverse and a root of it', () => {
    const { hessian, inverse, inverseRoot } = buresMap(covariance, 100, reference);
    expectClose(hessian, buresHessian(covariance, reference));
    expectClose(hessian.mmul(inverse), Matrix.eye(2));
    expectClose(inverseRoot.mmul(inverseRoot.transpose()), inverse);
  });

  it('knows the divergence of H⁻¹ that a particle causes by being part of the covariance', () => {
    const count = 7;
    const rows = normals(count, 2, { key: keyOf('share'), step: 0, stream: 0 });
    const inverseWith = (row: number, axis: number, shift: number): Matrix => {
      const moved = rows.slice();
      moved[2 * row + axis]! += shift;
      return buresMap(momentsOfRows(moved, 2).covariance, count, reference).inverse;
    };
    const { mean, covariance: own } = momentsOfRows(rows, 2);
    const { ownShare } = buresMap(own, count, reference);
    const delta = 1e-5;
    for (let row = 0; row < count; row++) {
      const expected = ownShare.mmul(Matrix.columnVector([rows[2 * row]! - mean[0]!, rows[2 * row + 1]! - mean[1]!]));
      for (let k = 0; k < 2; k++) {
        const slopes = [0, 1].map((axis) => {
          const [after, before] = [delta, -delta].map((shift) => inverseWith(row, axis, shift).get(k, axis));
          return (after! - before!) / (2 * delta);
        });
        expect(slopes[0]! + slopes[1]!).toBeCloseTo(expected.get(k, 0), 7);
      }
    }
  });

  it('does not exist for particles in a hyperplane', () => {
    expect(() => buresMap(Matrix.diag([1, 0]), 10, gaussianReference(2))).toThrow(/hyperplane/);
  });
});

describe('the reference', () => {
  it.each([
    [{ mean: [0] }, 'reference.mean: must have 2 coordinates, got 1'],
    [{ mean: [0, Number.NaN] }, 'reference.mean[1]: must be finite, got NaN'],
    [{ covariance: [[1]] }, 'reference.covariance: must be 2 × 2, got 1 rows'],
    [{ covariance: [[1, 2], [2, 1]] }, 'reference.covariance: has the eigenvalue -1; must be positive definite'], // biome-ignore format: one line
  ])('refuses %j', (given, message) => {
    expect(() => gaussianReference(2, given)).toThrow(new InputError(message));
  });
});
