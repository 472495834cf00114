import { cubed, power } from '../elementary/index.ts';
import { unitBallVolume } from './unit-ball.ts';

/** The neighbour whose distance is measured: far enough to be a density, near enough to stay inside a mode. */
const NEIGHBOUR = 8;
/** At most about this many distances are measured, from rows spread evenly over the cloud. */
const MOST_DISTANCES = 400_000;
const FEWEST_ROWS = 32;
/** Bins of the distances per factor of two, and the half window of the growth rate. */
const BINS_PER_OCTAVE = 16;
const WINDOW = 4;

/**
 * The default bandwidth of the blob energy for a cloud: δ = 1.8 d/(d+2) · s · n^{−1/(d+4)}, where s is the width of one mode and n the number
 * of particles in it.
 *
 * Why: the entropy has a smoothing bias that grows as δ⁴ and an error from the particles' own kernels that falls as 1/(nδ^d); the exponent
 * balances them (it is Silverman's). The constant is the best one for N(0, I) at equilibrium in d = 1, 2, 3, 5, 10.
 *
 * A ring of modes is wide, its modes are not, so s and n are local. Two numbers of the cloud give them:
 * - ρ, the density at a typical particle, from the median distance to the 8th neighbour. A Gaussian cloud of that density would have the
 *   width s₁ = (N g/ρ)^{1/d}, with g the density of N(0, I) at a typical particle;
 * - s, from how the number of neighbours grows with the distance r: as r^d inside a mode, and hardly at all from there on. For a Gaussian
 *   the rate has fallen to d/2 at r = s√(2.86 + 1.06 d) (exact to 1 % for d ≤ 10).
 * A single mode has s = s₁; eight equal ones have s < s₁. Then n = N (s/s₁)^d.
 *
 * @param points row-major [n, d]
 * @returns > 0; 1 where no distance is positive (one particle, or all in one place), since the entropy's force then vanishes for every δ
 */
export function defaultBandwidth(points: Float64Array, dimension: number): number {
  const count = points.length / dimension;
  const neighbour = Math.min(NEIGHBOUR, count - 1);
  const { distances, spacing } = sampleDistances(points, dimension, neighbour);
  if (!(spacing > 0)) return 1;
  const density = neighbour / (unitBallVolume(dimension) * power(spacing, dimension));
  const whole = power((count * typicalDensity(dimension)) / density, 1 / dimension);
  const mode = Math.min(whole, modeWidth(distances, dimension, spacing));
  const inMode = count * power(mode / whole, dimension);
  return ((1.8 * dimension) / (dimension + 2)) * mode * power(inMode, -1 / (dimension + 4));
}

/** (2π)^{−d/2} e^{−m/2}, m ≈ d(1 − 2/9d)³ the median of χ²_d: the density of N(0, I) at a typical particle. */
function typicalDensity(d: number): number {
  return power(2 * Math.PI, -d / 2) * Math.exp(-0.5 * d * cubed(1 - 2 / (9 * d)));
}

/** Squared distances between some rows and all others, and the median distance to the k-th neighbour (0 without neighbours). */
function sampleDistances(
  points: Float64Array,
  d: number,
  neighbour: number,
): { distances: Float64Array; spacing: number } {
  const count = points.length / d;
  const rows = Math.min(count, Math.max(FEWEST_ROWS, Math.floor(MOST_DISTANCES / count)));
  const distances = new Float64Array(rows * (count - 1));
  const nearest = new Float64Array(rows);
  for (let m = 0; m < rows; m++) {
    const own = distances.subarray(m * (count - 1), (m + 1) * (count - 1));
    squaredDistances(points, d, Math.floor((m * count) / rows), own);
    nearest[m] = smallest(own, neighbour);
  }
  nearest.sort();
  // Where most particles coincide the median says nothing: take the nearest one that does.
  const spacing = nearest.subarray(rows >> 1).find((value) => value > 0) ?? 0;
  return { distances, spacing: Math.sqrt(spacing) };
}

function squaredDistances(points: Float64Array, d: number, row: number, out: Float64Array): void {
  let index = 0;
  for (let j = 0; j < points.length / d; j++) {
    if (j === row) continue;
    let squared = 0;
    for (let k = 0; k < d; k++) {
      const z = points[row * d + k]! - points[j * d + k]!;
      squared += z * z;
    }
    out[index++] = squared;
  }
}

/** The k-th smallest value, k ≥ 1; 0 for k = 0. */
function smallest(values: Float64Array, k: number): number {
  if (k === 0) return 0;
  const kept = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (const value of values) {
    if (value >= kept[k - 1]!) continue;
    let slot = k - 1;
    for (; slot > 0 && kept[slot - 1]! > value; slot--) kept[slot] = kept[slot - 1]!;
    kept[slot] = value;
  }
  return kept[k - 1]!;
}

/** The width of the Gaussian whose neighbour counts stop growing where those of the cloud do; +∞ if they never stop. */
function modeWidth(distances: Float64Array, d: number, spacing: number): number {
  const binOf = (squared: number): number => Math.floor(0.5 * BINS_PER_OCTAVE * Math.log2(squared));
  const first = binOf(spacing * spacing) - WINDOW;
  const last = binOf(distances.reduce((most, value) => Math.max(most, value), 0)) + WINDOW + 1;
  // within[b] = how many distances lie below the upper edge of bin first + b.
  const within = new Float64Array(last - first + 1);
  for (const squared of distances) within[Math.max(0, squared > 0 ? binOf(squared) - first : 0)]! += 1;
  for (let b = 1; b < within.length; b++) within[b]! += within[b - 1]!;
  const halfRate = 0.5 * d * ((2 * WINDOW) / BINS_PER_OCTAVE);
  for (let b = WINDOW; b + WINDOW < within.length; b++) {
    if (Math.log2(within[b + WINDOW]! / within[b - WINDOW]!) >= halfRate) continue;
    return power(2, (first + b + 1) / BINS_PER_OCTAVE) / Math.sqrt(2.86 + 1.06 * d);
  }
  return Number.POSITIVE_INFINITY;
}
