import { describe, expect, it } from 'vitest';
import { Matrix, symmetricEigen } from '../../src/linalg/index.ts';
import {
  largestEigenvalue,
  solveTridiagonal,
  type Tridiagonal,
  timesTridiagonal,
} from '../../src/quantile/tridiagonal.ts';

const n = 17;
const wave = (length: number, phase: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(2.3 * i + phase));
const positive = { diagonal: wave(n, 0).map((value) => value + 3), beside: wave(n - 1, 1) };
const indefinite = { diagonal: wave(n, 2), beside: wave(n - 1, 3) };

function dense({ diagonal, beside }: Tridiagonal): Matrix {
  const out = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    out.set(i, i, diagonal[i]!);
    if (i === 0) continue;
    out.set(i, i - 1, beside[i - 1]!);
    out.set(i - 1, i, beside[i - 1]!);
  }
  return out;
}

describe('tridiagonal matrices', () => {
  it('multiply as dense ones do', () => {
    const x = wave(n, 4);
    const expected = dense(indefinite).mmul(Matrix.columnVector(x)).to1DArray();
    for (const [i, value] of timesTridiagonal(indefinite, x).entries()) expect(value).toBeCloseTo(expected[i]!, 13);
  });

  it('are solved where they are positive definite, and only there', () => {
    const b = wave(n, 5);
    const x = solveTridiagonal(positive, b)!;
    for (const [i, value] of timesTridiagonal(positive, x).entries()) expect(value).toBeCloseTo(b[i]!, 13);
    expect(solveTridiagonal(indefinite, b)).toBeUndefined();
    expect(solveTridiagonal({ diagonal: Float64Array.of(Number.NaN), beside: new Float64Array(0) }, b)).toBeUndefined();
  });

  it('have the largest eigenvalue of W^{-½}AW^{-½}', () => {
    const masses = wave(n, 6).map((value) => value + 1.1);
    for (const matrix of [positive, indefinite]) {
      const scaled = dense(matrix);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) scaled.set(i, j, scaled.get(i, j) / Math.sqrt(masses[i]! * masses[j]!));
      const expected = Math.max(...symmetricEigen(scaled).values);
      expect(largestEigenvalue(matrix, masses)).toBeCloseTo(expected, 9);
    }
    expect(largestEigenvalue({ diagonal: Float64Array.of(-2), beside: new Float64Array(0) }, Float64Array.of(4))).toBe(
      -0.5,
    );
  });
});
