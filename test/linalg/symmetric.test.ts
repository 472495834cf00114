import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  cholesky,
  logDeterminant,
  lowerInverse,
  Matrix,
  scaledIdentity,
  symmetricEigen,
  symmetricExp,
  symmetricFunction,
  symmetricInverse,
  symmetricInverseSqrt,
  symmetricLog,
  symmetricSqrt,
} from '../../src/linalg/index.ts';

/** AAᵀ + 0.1 I: well away from singular. */
const definite = fc
  .integer({ min: 1, max: 6 })
  .chain((d) =>
    fc.array(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: d, maxLength: d }), {
      minLength: d,
      maxLength: d,
    }),
  )
  .map((rows) => {
    const a = new Matrix(rows);
    return a.mmul(a.transpose()).add(scaledIdentity(a.rows, 0.1));
  });

function expectClose(actual: Matrix, expected: Matrix, tolerance = 1e-9): void {
  const scale = 1 + Math.max(expected.max(), -expected.min());
  expect(Matrix.sub(actual, expected).abs().max() / scale).toBeLessThan(tolerance);
}

const check = (property: (a: Matrix) => void): void => fc.assert(fc.property(definite, property), { numRuns: 60 });

describe('functions of symmetric matrices', () => {
  it.each([
    [
      'all of it',
      [
        [0.8e-320, -0.3e-320],
        [-0.3e-320, 2e-320],
      ],
      1e-320,
    ],
    [
      'its rest',
      [
        [1, 5e-324, -5e-324],
        [5e-324, 2, 0],
        [-5e-324, 0, 3],
      ],
      1,
    ],
    [
      'some of it',
      [
        [1.39e-309, 0, 2.5e-323],
        [0, 0, 0],
        [2.5e-323, 0, 0],
      ],
      1e-309,
    ],
  ])('come through subnormal numbers in %s', (_what, rows, size) => {
    const { values, vectors } = symmetricEigen(rows);
    const back = vectors.clone().mulRowVector(values).mmul(vectors.transpose());
    expect(Matrix.sub(back, new Matrix(rows)).abs().max()).toBeLessThan(0.01 * size);
    expectClose(vectors.transpose().mmul(vectors), scaledIdentity(rows.length));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('are NaN where an entry is %s', (bad) => {
    for (const rows of [
      [[bad]],
      [
        [1, bad],
        [bad, 2],
      ],
    ]) {
      // biome-ignore format: matrices
      expect(symmetricEigen(rows).values).toEqual(rows.map(() => Number.NaN));
    }
  });

  it('reassembles the matrix from orthonormal eigenvectors', () =>
    check((a) => {
      const { values, vectors } = symmetricEigen(a);
      expect([...values].sort((p, q) => p - q)).toEqual(values);
      expectClose(vectors.transpose().mmul(vectors), Matrix.eye(a.rows));
      expectClose(
        symmetricFunction(a, (value) => value),
        a,
      );
    }));

  it('squares its square root', () =>
    check((a) => {
      const root = symmetricSqrt(a);
      expectClose(root.mmul(root), a);
    }));

  it('whitens with the inverse square root', () =>
    check((a) => {
      const root = symmetricInverseSqrt(a);
      expectClose(root.mmul(a).mmul(root), Matrix.eye(a.rows));
    }));

  it('inverts', () => check((a) => expectClose(symmetricInverse(a).mmul(a), Matrix.eye(a.rows))));

  it('inverts an indefinite matrix', () => {
    expectClose(symmetricInverse([[0, 2], [2, 0]]), new Matrix([[0, 0.5], [0.5, 0]])); // biome-ignore format: two rows
  });

  it('has exp as the inverse of log', () => check((a) => expectClose(symmetricExp(symmetricLog(a)), a)));

  it('agrees with a known exponential', () => {
    // exp of [[0, t], [t, 0]] is [[cosh t, sinh t], [sinh t, cosh t]].
    const t = 0.7;
    const expected = new Matrix([
      [Math.cosh(t), Math.sinh(t)],
      [Math.sinh(t), Math.cosh(t)],
    ]);
    expectClose(symmetricExp([[0, t], [t, 0]]), expected, 1e-14); // biome-ignore format: two rows
  });

  it('takes log det from the Cholesky diagonal too', () =>
    check((a) => {
      const diagonal = cholesky(a).diagonal();
      expect(logDeterminant(a)).toBeCloseTo(2 * diagonal.reduce((sum, value) => sum + Math.log(value), 0), 8);
    }));

  it('treats a rounded-off negative eigenvalue as 0 in the square root', () => {
    const rounded = new Matrix([
      [1, 0],
      [0, -1e-17],
    ]);
    expectClose(symmetricSqrt(rounded), Matrix.diag([1, 0]), 1e-15);
  });

  it.each([symmetricInverseSqrt, symmetricLog, logDeterminant])('refuses an indefinite matrix: %o', (f) => {
    expect(() => f([[1, 2], [2, 1]])).toThrow(/positive definite/); // biome-ignore format: two rows
  });
});

describe('cholesky', () => {
  it('factors', () =>
    check((a) => {
      const lower = cholesky(a);
      expectClose(lower.mmul(lower.transpose()), a);
      expectClose(lowerInverse(lower).mmul(lower), Matrix.eye(a.rows), 1e-8);
    }));

  it.each([
    [
      'not definite',
      [
        [1, 2],
        [2, 1],
      ],
      'has the eigenvalue -1; must be positive definite',
    ],
    [
      'singular',
      [
        [1, 1],
        [1, 1],
      ],
      'has the eigenvalue 0; must be positive definite',
    ],
    [
      'not symmetric',
      [
        [1, 0.5],
        [0.2, 1],
      ],
      'has 0.2 at [1][0] but 0.5 at [0][1]; must be symmetric',
    ],
    ['not square', [[1, 0], [0]], 'has 2 rows, but row 1 has 1 entries; must be square'],
    ['not finite', [[Number.NaN]], 'has NaN at [0][0]; must be finite'],
    ['empty', [], 'is empty; must be a square matrix'],
  ])('names the field of a covariance that is %s', (_what, matrix, fault) => {
    expect(() => cholesky(matrix, 'target.covariance')).toThrow(new InputError(`target.covariance: ${fault}`));
  });

  it('lets through asymmetry of the size of rounding', () => {
    expect(
      cholesky([
        [1, 0.1],
        [0.1 + 1e-12, 1],
      ]).get(1, 0),
    ).toBeCloseTo(0.1, 10);
  });
});
