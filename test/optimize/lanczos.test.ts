import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { symmetricEigen } from '../../src/linalg/index.ts';
import { largestEigenvalue } from '../../src/optimize/index.ts';
import { counted, rotated } from './matrices.ts';

describe('largestEigenvalue', () => {
  it('is the rightmost eigenvalue of any small symmetric matrix, with its direction', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 1, maxLength: 12 }),
        async (eigenvalues) => {
          const { product } = counted(rotated(eigenvalues));
          const { value, vector, residual } = await largestEigenvalue(product, eigenvalues.length, {
            tolerance: 1e-9,
          });
          const size = Math.max(...eigenvalues.map(Math.abs));
          expect(Math.abs(value - Math.max(...eigenvalues))).toBeLessThanOrEqual(1e-7 * size);
          expect(Math.hypot(...vector)).toBeCloseTo(1, 10);
          const image = await product(vector);
          const defect = Math.hypot(...image.map((each, k) => each - value * vector[k]!));
          expect(Math.abs(defect - residual)).toBeLessThanOrEqual(1e-6 * size);
        },
      ),
    );
  });

  it('takes the rightmost one, not the one of largest size, and a negative one where all are', async () => {
    for (const eigenvalues of [
      [-100, -3, 1, 2],
      [-9, -4, -0.5],
    ]) {
      const { product } = counted(rotated(eigenvalues));
      const { value } = await largestEigenvalue(product, eigenvalues.length);
      expect(value).toBeCloseTo(eigenvalues.at(-1)!, 8);
    }
  });

  it('never overestimates, and is within the square of its residual of a large spectrum', async () => {
    const eigenvalues = Array.from({ length: 120 }, (_, k) => 10 * Math.sin(k) + (k === 60 ? 16 : 0));
    const matrix = rotated(eigenvalues);
    const exact = symmetricEigen(matrix).values.at(-1)!;
    const { product, calls } = counted(matrix);
    const { value, products } = await largestEigenvalue(product, 120);
    expect(value).toBeLessThanOrEqual(exact * (1 + 1e-12));
    expect(value).toBeGreaterThan(exact * (1 - 1e-3));
    expect(products).toBe(calls());
    expect(products).toBeLessThan(40);
  });

  it('is quicker from nearby, and is not trapped by the direction of an eigenvalue that another one has overtaken', async () => {
    const eigenvalues = Array.from({ length: 80 }, (_, k) => k / 10);
    const matrix = rotated(eigenvalues);
    const { product } = counted(matrix);
    const cold = await largestEigenvalue(product, 80);
    const warm = await largestEigenvalue(product, 80, { near: cold.vector });
    expect(warm.value).toBeCloseTo(7.9, 3);
    expect(warm.products).toBeLessThan(cold.products);
    const other = symmetricEigen(matrix).vectors.getColumn(40);
    const away = await largestEigenvalue(product, 80, { near: Float64Array.from(other) });
    expect(away.value).toBeCloseTo(7.9, 2);
    const nowhere = await largestEigenvalue(product, 80, { near: new Float64Array(80) });
    expect(nowhere).toEqual(cold);
  });

  it('stops after the products that are allowed and says how far it got', async () => {
    const { product } = counted(rotated(Array.from({ length: 50 }, (_, k) => k)));
    const { products, residual, value } = await largestEigenvalue(product, 50, { maxProducts: 4 });
    expect(products).toBe(4);
    expect(residual).toBeGreaterThan(0.1);
    expect(value).toBeLessThan(49);
  });

  it('is 0 for the zero matrix', async () => {
    const { value, products } = await largestEigenvalue(async (p) => new Float64Array(p.length), 5);
    expect(value).toBe(0);
    expect(products).toBe(1);
  });

  it('refuses what makes no sense, and a matrix that is not finite', async () => {
    const { product } = counted(rotated([1, 2]));
    await expect(largestEigenvalue(product, 2, { tolerance: 0 })).rejects.toThrow(InputError);
    await expect(largestEigenvalue(product, 2, { maxProducts: 0 })).rejects.toThrow(/^maxProducts: /);
    const broken = async (p: Float64Array) => p.map(() => Number.NaN);
    await expect(largestEigenvalue(broken, 2)).rejects.toThrow(RunError);
  });
});
