import { hostPotential } from '../../src/energies/index.ts';
import { keyOf, normals } from '../../src/random/index.ts';

/** Standard normals, row-major. */
export const cloud = (count: number, dimension: number, seed = 'cloud') =>
  normals(count, dimension, { key: keyOf(seed), step: 0, stream: 0 });

/** V = a|x|²/2 in float64. */
export const quadratic = (dimension: number, a = 1) =>
  hostPotential({
    dimension,
    value: (x) => 0.5 * a * x.reduce((sum, value) => sum + value * value, 0),
    gradient: (x) => x.map((value) => a * value),
    hessian: (x) => Array.from(x, (_, k) => Array.from(x, (_value, l) => (k === l ? a : 0))),
  });

/** V = Σ_k x_k⁴/4 − b x_k²/2 in float64. */
export const quartic = (dimension: number, b = 0) =>
  hostPotential({
    dimension,
    value: (x) => x.reduce((sum, value) => sum + value ** 4 / 4 - (b * value * value) / 2, 0),
    gradient: (x) => x.map((value) => value ** 3 - b * value),
    hessian: (x) => Array.from(x, (value, k) => Array.from(x, (_, l) => (k === l ? 3 * value * value - b : 0))),
  });

/** Φ⁻¹(p) by bisection on a continued fraction for the tail, to 1e-14. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let low = -10;
  let high = 0;
  for (let k = 0; k < 100; k++) {
    const middle = 0.5 * (low + high);
    if (normalTail(-middle) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/** P(Z > x) for x ≥ 0: the series of Φ near 0, Laplace's continued fraction beyond. */
function normalTail(x: number): number {
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 200; k++) sum += term *= (x * x) / (2 * k + 1);
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / fraction;
  return density / fraction;
}

/** The N quantiles of a normal law, scaled so that their standard deviation is exactly `deviation`. */
export function normalQuantiles(count: number, deviation: number): Float64Array {
  const z = Float64Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count));
  const root = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / count);
  return z.map((value) => (deviation * value) / root);
}

/** Σ|x − mean|²/N over all coordinates. */
export function varianceOf(x: ArrayLike<number>): number {
  const values = Array.from(x);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** The largest |x_i − y_i|. */
export const largestGap = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);

export const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
