import { normalDensity, normalQuantile } from '../random/index.ts';

/**
 * A discrete standard normal law z₀ < z₁ < …, with masses of sum 1, mean 0 and variance 1. A law on the line is a map from it: its quantile
 * function X(z) at the nodes.
 */
export interface ReferenceGrid {
  /** The nodes z, [n], strictly ascending. */
  readonly nodes: Float64Array;
  /** Their masses w, [n]. */
  readonly masses: Float64Array;
  /**
   * Masses of the gaps, [n − 1], of sum 1: w_{i+½}/(z_{i+1} − z_i) = −Σ_{k≤i} w_k z_k, which is φ(z_{i+½}) to second order. With them the
   * discrete entropy of X = m + s z has exactly the gradient −z/s, so that Gaussians stay Gaussians without any error of the grid.
   */
  readonly between: Float64Array;
}

/** Where the grid is cut off: beyond it lie 2e-9 of the mass. */
const REACH = 6;

/**
 * The grid of `count` ≥ 2 nodes at equal distances, with masses ∝ φ(z). For few nodes the cut-off comes nearer, so that truncation and the
 * trapezoidal rule, e^{−z²/2} and e^{−2π²/h²}, err alike.
 */
export function uniformGrid(count: number): ReferenceGrid {
  const reach = Math.min(REACH, Math.sqrt(Math.PI * (count - 1)));
  const nodes = Float64Array.from({ length: count }, (_, i) => reach * ((2 * i) / (count - 1) - 1));
  return standardised(nodes, nodes.map(normalDensity));
}

/** The grid on which particles of given masses > 0, in ascending order, are quantiles: each at the middle of its mass. */
export function gridOfMasses(weights: Float64Array): ReferenceGrid {
  const masses = normalised(weights);
  // Summed from both ends, so that small masses in the upper tail keep their digits.
  const below = middles(masses);
  const above = middles(masses.toReversed()).toReversed();
  return standardised(
    below.map((u, i) => normalQuantile(u, above[i]!)),
    masses,
  );
}

/** Σ_{k<i} w_k + w_i/2. */
function middles(masses: Float64Array): Float64Array {
  let sum = 0;
  return masses.map((mass) => {
    sum += mass;
    return sum - mass / 2;
  });
}

/** Masses scaled to sum 1, nodes moved and scaled to mean 0 and variance 1. */
function standardised(nodes: Float64Array, masses: Float64Array): ReferenceGrid {
  const w = normalised(masses);
  const mean = expectation(w, nodes);
  const deviation = Math.sqrt(
    expectation(
      w,
      nodes.map((z) => (z - mean) ** 2),
    ),
  );
  const z = nodes.map((node) => (node - mean) / deviation);
  return referenceGrid(z, w);
}

/** The grid of standardised nodes and masses that another grid had. */
export function referenceGrid(nodes: Float64Array, masses: Float64Array): ReferenceGrid {
  return { nodes, masses, between: gapMasses(nodes, masses) };
}

function normalised(masses: Float64Array): Float64Array {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

function gapMasses(nodes: Float64Array, masses: Float64Array): Float64Array {
  const n = nodes.length;
  const out = new Float64Array(n - 1);
  // From both ends to the middle: the sum over all nodes is 0, and adding on through it would leave rounding errors in the far tail.
  let sum = 0;
  for (let i = 0; i < n - 1 && nodes[i]! < 0; i++) {
    sum -= masses[i]! * nodes[i]!;
    out[i] = sum * (nodes[i + 1]! - nodes[i]!);
  }
  sum = 0;
  for (let i = n - 1; i > 0 && nodes[i]! >= 0; i--) {
    sum += masses[i]! * nodes[i]!;
    if (nodes[i - 1]! >= 0) out[i - 1] = sum * (nodes[i]! - nodes[i - 1]!);
  }
  return out;
}

/** A quantile function given at the nodes of one grid, at those of another: piecewise linear, with the outermost slopes beyond the ends. */
export function interpolated(from: ReferenceGrid, quantiles: Float64Array, to: ReferenceGrid): Float64Array {
  const { nodes } = from;
  let k = 0;
  return to.nodes.map((z) => {
    while (k < nodes.length - 2 && nodes[k + 1]! < z) k++;
    const slope = (quantiles[k + 1]! - quantiles[k]!) / (nodes[k + 1]! - nodes[k]!);
    return quantiles[k]! + slope * (z - nodes[k]!);
  });
}

/** Σ w f. */
export const expectation = (masses: Float64Array, values: Float64Array): number =>
  masses.reduce((sum, mass, i) => sum + mass * values[i]!, 0);
