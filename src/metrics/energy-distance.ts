import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';

/**
 * The energy distance D² = 2 E|X − Y| − E|X − X′| − E|Y − Y′| (Székely & Rizzo 2013, J. Stat. Plan. Inference 143:1249), unbiased: pairs of a
 * point with itself are left out, so that it may be slightly negative for equal measures. In units of length. O(n m) time, O(1) memory.
 *
 * @throws InputError when the clouds are empty or differ in dimension
 */
export function energyDistance(x: Cloud, y: Cloud): number {
  requireClouds(x, y);
  return 2 * crossMean(x, y) - selfMean(x) - selfMean(y);
}

function crossMean(x: Cloud, y: Cloud): number {
  const a = massesOf(x);
  const b = massesOf(y);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * distances(x, i, y, 0, b);
  return sum;
}

/** Mean distance of two different points: Σ_{i≠j} w_i w_j |x_i − x_j| / (1 − Σ w_i²). 0 for a single point. */
function selfMean(x: Cloud): number {
  const masses = massesOf(x);
  const different = 1 - masses.reduce((sum, mass) => sum + mass * mass, 0);
  if (countOf(x) === 1) return 0;
  let sum = 0;
  for (let i = 0; i < masses.length; i++) sum += masses[i]! * distances(x, i, x, i + 1, masses);
  return (2 * sum) / different;
}

/** Σ_{j ≥ first} b_j |x_i − y_j|. */
function distances(x: Cloud, i: number, y: Cloud, first: number, b: Float64Array): number {
  const d = x.dimension;
  const p = x.positions;
  const q = y.positions;
  let sum = 0;
  for (let j = first; j < b.length; j++) {
    let squared = 0;
    for (let k = 0; k < d; k++) {
      const z = p[i * d + k]! - q[j * d + k]!;
      squared += z * z;
    }
    sum += b[j]! * Math.sqrt(squared);
  }
  return sum;
}
