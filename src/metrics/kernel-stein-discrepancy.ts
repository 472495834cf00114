import { power } from '../elementary/index.ts';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';
import { medianDistance } from './median-distance.ts';

export interface SteinOptions {
  /** β, −1 < β < 0: for these the discrepancy goes to 0 only if the clouds converge to the target. Default −½. */
  exponent?: number;
  /** c > 0, in units of length. Default: the median distance of two of its points; clouds that are to be compared take one c. */
  scale?: number;
  /** `v` (default): the discrepancy KSD ≥ 0 itself. `u`: KSD² without bias, which leaves out pairs of a point with itself and may be negative. */
  statistic?: 'v' | 'u';
}

/**
 * The kernel Stein discrepancy of a cloud to a target that is known by its scores s = ∇ log π alone, with the inverse multiquadric kernel
 * k(x, y) = q^β, q = c² + |x − y|² (Gorham & Mackey 2017, ICML, "Measuring sample quality with kernels"). KSD² = Σ w_i w_j k_π(x_i, x_j) with the Stein kernel
 *
 *   k_π(x, y) = q^β ⟨s(x), s(y)⟩ + 2β q^{β−1} ⟨s(y) − s(x), x − y⟩ − 2βd q^{β−1} − 4β(β − 1) |x − y|² q^{β−2},
 *
 * whose mean over the target is 0 in either argument. It does not see missing modes that lie far apart. n exact samples have about √(E k_π(x, x)/n).
 * O(n²d) time, O(n) memory.
 *
 * @param scores ∇ log π at the points, row-major [n, d]
 * @throws InputError when the cloud is empty, has other than one score a coordinate, or is a
 * single point with `u` or without a scale; when exponent or scale are out of range
 */
export function kernelSteinDiscrepancy(cloud: Cloud, scores: ArrayLike<number>, options: SteinOptions = {}): number {
  requireClouds(cloud);
  const { exponent = -0.5, statistic = 'v' } = options;
  const { length } = cloud.positions;
  if (scores.length !== length)
    throw new InputError(`scores: must be ${length} numbers like the positions, got ${scores.length}`);
  if (!(exponent > -1 && exponent < 0))
    throw new InputError(`exponent: must lie between -1 and 0, got ${formatValue(exponent)}`);
  const scale = options.scale ?? scaleOf(cloud);
  if (!(scale > 0)) throw new InputError(`scale: must be more than 0, got ${formatValue(scale)}`);
  const { self, others } = steinSums(cloud, scores, { exponent, scale });
  if (statistic === 'v') return Math.sqrt(Math.max(0, self + others));
  if (countOf(cloud) === 1) throw new InputError('cloud: must have two points for an unbiased discrepancy, got 1');
  return others / (1 - massesOf(cloud).reduce((sum, mass) => sum + mass * mass, 0));
}

function scaleOf(cloud: Cloud): number {
  const median = countOf(cloud) === 1 ? 0 : medianDistance(cloud.positions, cloud.dimension);
  if (median > 0) return median;
  throw new InputError('scale: half of the points are equal; must be given');
}

/** Σ w_i² k_π(x_i, x_i), and Σ_{i≠j} w_i w_j k_π(x_i, x_j). */
function steinSums(cloud: Cloud, values: ArrayLike<number>, { exponent, scale }: { exponent: number; scale: number }) {
  const d = cloud.dimension;
  const positions = Float64Array.from(cloud.positions);
  const scores = Float64Array.from(values);
  const masses = massesOf(cloud);
  const toPower = exponent === -0.5 ? (q: number) => 1 / Math.sqrt(q) : (q: number) => power(q, exponent);
  let self = 0;
  let others = 0;
  for (let i = 0; i < masses.length; i++) {
    let row = 0;
    for (let j = 0; j <= i; j++) {
      let squared = 0;
      let scoreProduct = 0;
      let slope = 0;
      for (let k = 0; k < d; k++) {
        const u = positions[i * d + k]! - positions[j * d + k]!;
        const a = scores[i * d + k]!;
        const b = scores[j * d + k]!;
        squared += u * u;
        scoreProduct += a * b;
        slope += (b - a) * u;
      }
      const q = scale * scale + squared;
      const first = (2 * exponent * (slope - d)) / q;
      const second = (4 * exponent * (exponent - 1) * squared) / (q * q);
      const kernel = toPower(q) * (scoreProduct + first - second);
      if (j < i) row += masses[j]! * kernel;
      else self += masses[i]! * masses[i]! * kernel;
    }
    others += 2 * masses[i]! * row;
  }
  return { self, others };
}
