import { cholesky, type Matrix, Matrix as MlMatrix, symmetricInverse } from '../linalg/index.ts';
import { gaussHermite, MomentSum, productRule } from './quadrature.ts';
import { SquareSum } from './squares.ts';
import type { Moments, Squares } from './target.ts';

/** A smooth, strictly log-concave density on R^d in float64, up to a constant. */
export interface LogConcave {
  dimension: number;
  logDensity(x: Float64Array): number;
  gradient(x: Float64Array): Float64Array;
  /** −∇² log density, [d, d], positive definite. */
  precision(x: Float64Array): number[][];
}

/** The Gaussian N(mode, L Lᵀ) with the curvature of the density at its mode. */
export interface LaplaceApproximation {
  mode: Float64Array;
  lower: Matrix;
  /** log density at the mode. */
  peak: number;
}

/** The mode by Newton's method with halved steps, from the origin. */
export function laplace(density: LogConcave): LaplaceApproximation {
  const mode = new Float64Array(density.dimension);
  let peak = density.logDensity(mode);
  for (let iteration = 0; iteration < 200; iteration++) {
    const gradient = MlMatrix.columnVector(density.gradient(mode));
    const direction = symmetricInverse(density.precision(mode)).mmul(gradient).to1DArray();
    let fraction = 1;
    let next = mode.map((value, i) => value + direction[i]!);
    while (density.logDensity(next) < peak && fraction > 1e-10) {
      fraction /= 2;
      next = mode.map((value, i) => value + fraction * direction[i]!);
    }
    const moved = Math.max(...next.map((value, i) => Math.abs(value - mode[i]!)));
    mode.set(next);
    peak = density.logDensity(mode);
    if (moved < 1e-13 * (1 + Math.max(...mode.map(Math.abs)))) break;
  }
  return { mode, lower: cholesky(symmetricInverse(density.precision(mode))), peak };
}

/** mode + stretch · L z, written into `out`. */
export function placed(
  { mode, lower }: LaplaceApproximation,
  z: ArrayLike<number>,
  out: Float64Array,
  stretch = 1,
): void {
  for (let i = 0; i < mode.length; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += lower.get(i, j) * z[j]!;
    out[i] = mode[i]! + stretch * sum;
  }
}

/** What integrals over a density tell. */
export interface Integrals {
  moments: Moments;
  squares: Squares;
  logNormalizer: number;
}

/** Nodes per axis for d = 1 … 5: with them the moments of the penguins' posteriors are exact to 2e-6, Var x² to 1e-4, in one to three dimensions to 1e-9. */
const NODES = [64, 40, 24, 14, 10];

/**
 * Moments, squares and log normaliser by the product Gauss-Hermite rule around the Laplace approximation (Naylor & Smith 1982, Appl. Stat.
 * 31:214), in float64. Undefined above five dimensions, where the product rule is too large.
 */
export function laplaceIntegrals(density: LogConcave, approximation: LaplaceApproximation): Integrals | undefined {
  const d = density.dimension;
  const count = NODES[d - 1];
  if (count === undefined) return undefined;
  const sum = new MomentSum(d);
  const squares = new SquareSum(d);
  const x = new Float64Array(d);
  productRule(gaussHermite(count), d, (weight, z) => {
    placed(approximation, z, x);
    const squared = z.reduce((total, value) => total + value * value, 0);
    const mass = weight * Math.exp(density.logDensity(x) - approximation.peak + squared / 2);
    sum.add(mass, x);
    squares.add(mass, x);
  });
  const logDiagonal = approximation.lower.diagonal().reduce((total, value) => total + Math.log(value), 0);
  const logNormalizer = approximation.peak + logDiagonal + 0.5 * d * Math.log(2 * Math.PI) + Math.log(sum.mass);
  return { moments: sum.moments, squares: squares.squares, logNormalizer };
}
