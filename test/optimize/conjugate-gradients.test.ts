import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { Matrix, matrixOf, symmetricInverse } from '../../src/linalg/index.ts';
import { conjugateGradients } from '../../src/optimize/index.ts';
import { counted, rotated } from './matrices.ts';

const largest = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((most, value, k) => Math.max(most, Math.abs(value - y[k]!)), 0);

describe('conjugateGradients', () => {
  it('is the dense solution of any positive definite system', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        async (eigenvalues, seed) => {
          const matrix = rotated(eigenvalues);
          const right = Float64Array.from(eigenvalues, (_, k) => Math.sin(seed * (k + 1)));
          const { product } = counted(matrix);
          const solve = await conjugateGradients(product, right, { tolerance: 1e-10, maxProducts: 500 });
          const exact = symmetricInverse(matrix)
            .mmul(Matrix.columnVector(Array.from(right)))
            .getColumn(0);
          expect(solve.status).toBe('converged');
          expect(solve.residual).toBeLessThanOrEqual(1e-10);
          expect(largest(solve.x, exact)).toBeLessThan(1e-8);
        },
      ),
    );
  });

  it('needs as many products as there are different eigenvalues', async () => {
    const { product, calls } = counted(rotated([1, 1, 1, 4, 4, 9, 9, 9]));
    const right = Float64Array.from({ length: 8 }, (_, k) => k - 2.5);
    const solve = await conjugateGradients(product, right, { tolerance: 1e-9 });
    expect(solve).toMatchObject({ status: 'converged', products: 3 });
    expect(calls()).toBe(3);
  });

  it('starts where it is told, and has nothing to do at the solution', async () => {
    const matrix = rotated([1, 2, 5]);
    const x = Float64Array.of(1, -2, 0.5);
    const { product, calls } = counted(matrix);
    const right = await product(x);
    const solve = await conjugateGradients(product, right, { tolerance: 1e-12, start: x });
    expect(solve).toMatchObject({ status: 'converged', products: 1 });
    expect(calls()).toBe(2);
    expect(Array.from(solve.x)).toEqual([1, -2, 0.5]);
    expect(solve.x).not.toBe(x);
  });

  it('says that a matrix is indefinite or singular instead of going uphill', async () => {
    for (const eigenvalues of [[-1], [0], [3, 2, -0.5], [1, 1, 0]]) {
      const { product } = counted(rotated(eigenvalues));
      const right = Float64Array.from(eigenvalues, (_, k) => 1 + k);
      const solve = await conjugateGradients(product, right, { tolerance: 1e-12 });
      expect(solve.status).toBe('indefinite');
      expect(solve.x.every(Number.isFinite)).toBe(true);
    }
  });

  it('says that it was stopped early, with the residual of what it has', async () => {
    const matrix = rotated(Array.from({ length: 30 }, (_, k) => 10 ** (k / 6)));
    const { product } = counted(matrix);
    const right = new Float64Array(30).fill(1);
    const solve = await conjugateGradients(product, right, { tolerance: 1e-8, maxProducts: 5 });
    expect(solve).toMatchObject({ status: 'max-products', products: 5 });
    const image = matrixOf(matrix)
      .mmul(Matrix.columnVector(Array.from(solve.x)))
      .getColumn(0);
    expect(Math.hypot(...image.map((value) => 1 - value))).toBeCloseTo(solve.residual, 10);
    expect(solve.residual).toBeGreaterThan(1e-8);
  });

  it('solves with a right side of zeros without a product', async () => {
    const { product, calls } = counted(rotated([1, 2]));
    const solve = await conjugateGradients(product, new Float64Array(2), { tolerance: 0 });
    expect(solve).toMatchObject({ status: 'converged', residual: 0, products: 0 });
    expect(calls()).toBe(0);
  });

  it('refuses what makes no sense in one line', async () => {
    const { product } = counted(rotated([1]));
    const solve = (options: Parameters<typeof conjugateGradients>[2]) =>
      expect(conjugateGradients(product, Float64Array.of(1), options)).rejects;
    await solve({ tolerance: -1 }).toThrow(InputError);
    await solve({ tolerance: Number.NaN }).toThrow(/^tolerance: /);
    await solve({ tolerance: 1, maxProducts: 0 }).toThrow(/^maxProducts: /);
    await solve({ tolerance: 1, maxProducts: 1.5 }).toThrow(InputError);
  });
});
