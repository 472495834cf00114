import { power } from '../elementary/index.ts';
import { normalCdf, normalDensity, normalTail } from '../random/index.ts';
import { requireFinite } from './finite.ts';

/** Grid steps in one kernel bandwidth. */
const RESOLUTION = 8;
/** The kernel is cut at 8 bandwidths, where its tail is 6e-16. */
const REACH = 8 * RESOLUTION;
const MOST_NODES = 2 ** 20;

const KERNEL_DENSITY = Float64Array.from({ length: 2 * REACH + 1 }, (_, k) => normalDensity((k - REACH) / RESOLUTION));
const KERNEL_CDF = Float64Array.from({ length: 2 * REACH + 1 }, (_, k) => normalCdf((k - REACH) / RESOLUTION));

/** A smooth, everywhere positive law on a uniform grid that covers the particles and 8 bandwidths more on each side. */
export interface DensityGrid {
  low: number;
  spacing: number;
  /** P(X ≤ node) and P(X > node): both, so that both tails keep their digits. */
  lower: Float64Array;
  upper: Float64Array;
  density: Float64Array;
  /** Bandwidth of the kernel. */
  bandwidth: number;
}

/**
 * A kernel density estimate of particles on the line in O(n + nodes): linear binning, then the Gaussian kernel.
 *
 * The points are drawn towards their mean by 1/√(1 + h²/s²), so that the estimate keeps the variance of the particles (Jones 1991). One
 * pseudo-particle N(mean, s²) joins in: it gives gaps and the space beyond the last particle a density, with the tail of a Gaussian instead of that of
 * the kernel.
 *
 * @param bandwidth h; default 1.06 s n^−1/5
 * @throws RangeError when the particles coincide, or the bandwidth is too small for their range
 */
export function densityGrid(values: ArrayLike<number>, bandwidth?: number): DensityGrid {
  const count = values.length;
  const { mean, deviation } = spreadOf(values);
  const h = bandwidth ?? 1.06 * deviation * power(count, -0.2);
  const shrink = 1 / Math.sqrt(1 + (h / deviation) ** 2);
  const kernel = h * shrink;
  const spacing = kernel / RESOLUTION;
  const { low, high } = rangeOf(values, (value) => mean + shrink * (value - mean));
  const start = low - REACH * spacing;
  const nodes = Math.ceil((high - start) / spacing) + REACH + 1;
  if (nodes > MOST_NODES) {
    throw new RangeError(
      `the bandwidth must be at least ${((high - low) / 1e5).toPrecision(3)} for these particles, got ${h}`,
    );
  }
  const mass = binned(values, (value) => (mean + shrink * (value - mean) - start) / spacing, nodes);
  const grid = { low: start, spacing, bandwidth: h, ...convolved(mass, kernel) };
  addPseudoParticle(grid, { mean, deviation, count });
  return grid;
}

function spreadOf(values: ArrayLike<number>): { mean: number; deviation: number } {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  const deviation = requireFinite(Math.sqrt(squares / count));
  if (deviation > 0) return { mean, deviation };
  throw new RangeError('all particles are at one point, which has no density');
}

function rangeOf(values: ArrayLike<number>, place: (value: number) => number): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return { low: place(low), high: place(high) };
}

/** Each particle's mass 1/n, shared by the two nodes beside it so that the mean stays. */
function binned(values: ArrayLike<number>, at: (value: number) => number, nodes: number): Float64Array {
  const mass = new Float64Array(nodes);
  for (let i = 0; i < values.length; i++) {
    const place = at(values[i]!);
    const node = Math.floor(place);
    mass[node]! += (1 - (place - node)) / values.length;
    mass[node + 1]! += (place - node) / values.length;
  }
  return mass;
}

function convolved(mass: Float64Array, kernel: number): Pick<DensityGrid, 'lower' | 'upper' | 'density'> {
  const nodes = mass.length;
  const lower = new Float64Array(nodes);
  const upper = new Float64Array(nodes);
  const density = new Float64Array(nodes);
  for (let source = 0; source < nodes; source++) {
    const weight = mass[source]!;
    if (weight === 0) continue;
    const first = Math.max(0, source - REACH);
    const last = Math.min(nodes - 1, source + REACH);
    for (let node = first; node <= last; node++) {
      const offset = node - source + REACH;
      density[node]! += (weight * KERNEL_DENSITY[offset]!) / kernel;
      lower[node]! += weight * KERNEL_CDF[offset]!;
      upper[node]! += weight * KERNEL_CDF[2 * REACH - offset]!;
    }
  }
  // Beyond its reach a particle counts in full.
  for (let node = 0, passed = 0; node < nodes; node++) {
    lower[node]! += passed;
    passed += mass[node - REACH] ?? 0;
  }
  for (let node = nodes - 1, passed = 0; node >= 0; node--) {
    upper[node]! += passed;
    passed += mass[node + REACH] ?? 0;
  }
  return { lower, upper, density };
}

function addPseudoParticle(
  { low, spacing, lower, upper, density }: DensityGrid,
  { mean, deviation, count }: { mean: number; deviation: number; count: number },
): void {
  const share = 1 / (count + 1);
  for (let node = 0; node < density.length; node++) {
    const z = (low + node * spacing - mean) / deviation;
    const tail = normalTail(Math.abs(z));
    density[node] = (1 - share) * density[node]! + (share * normalDensity(z)) / deviation;
    lower[node] = (1 - share) * lower[node]! + share * (z > 0 ? 1 - tail : tail);
    upper[node] = (1 - share) * upper[node]! + share * (z > 0 ? tail : 1 - tail);
  }
}
