import { massesOf } from './masses.ts';
import type { Potential } from './potential.ts';
import type { StiffFlow } from './stabilised.ts';

/** Nodes y_i = low + i·spacing, i < count, of the reference; on a circle they are one period. */
export interface LineGrid {
  readonly low: number;
  readonly spacing: number;
  readonly count: number;
  /** The circumference of a circle; 0 on the line. */
  readonly period: number;
  /** g at the midpoints y_i − spacing/2, i ≤ count; the outermost two of the line are outside of it. */
  readonly potential: Float64Array;
}

/** What can be said of a map at one moment. */
export interface MapReport {
  /** KL(ρ_t | e^{−f}), if f is normalised. */
  energy: number;
  /** The root mean square of ∂_t T over the reference: the speed of the flow, 0 at the Brenier map. */
  residual: number;
  /** The smallest T′ (or det ∇T) on the grid. */
  smallest: number;
  /** ∫ e^{−f} over the image of the grid: for a normalised f it is 1 as long as the image covers the target and the grid resolves it. */
  targetMass: number;
}

export interface LineScheme extends StiffFlow {
  /** The masses of the reference at the nodes, [count], with sum 1. */
  readonly masses: Float64Array;
  report(map: Float64Array): Promise<MapReport>;
}

/**
 * The dual parabolic Monge-Ampère equation ∂_t φ* = g − f(∇φ*) + log φ*″ in one dimension, for T = φ*′ at the nodes: conservative differences
 * dTᵢ/dt = (B_{i+½} − B_{i−½})/h with B = g(y_{i+½}) − f((Tᵢ + Tᵢ₊₁)/2) + log((Tᵢ₊₁ − Tᵢ)/h). So what is at rest has B = const, that is the Brenier
 * map, whatever the error of the scheme. Beyond the ends of the line T goes on linearly. O(h²).
 *
 * The explicit limit is dt ≤ ½h² min T′ = 2/stiffness.
 */
export function lineScheme(grid: LineGrid, f: Potential): LineScheme {
  const { spacing: h, count, period, potential: g } = grid;
  const { masses: between, logMass } = midpointMasses(grid);
  const masses = Float64Array.from({ length: count }, (_, i) => {
    const before = i === 0 && period > 0 ? between[count]! : between[i]!;
    return 0.5 * (before + between[i + 1]!);
  });

  const flux = async (nodes: Float64Array): Promise<Float64Array> => {
    const middles = new Float64Array(count + 1);
    for (let i = 0; i <= count; i++) middles[i] = (nodes[i]! + nodes[i + 1]!) / 2;
    const values = await f(middles);
    const out = new Float64Array(count + 1);
    for (let i = 0; i <= count; i++) out[i] = g[i]! - values[i]! + Math.log((nodes[i + 1]! - nodes[i]!) / h);
    return out;
  };
  const rates = (flow: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = (flow[i + 1]! - flow[i]!) / h;
    return out;
  };
  const smallestSlope = (nodes: Float64Array): number => {
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= count; i++) smallest = Math.min(smallest, nodes[i + 1]! - nodes[i]!);
    return smallest / h;
  };

  return {
    masses,
    velocity: async (map) => rates(await flux(withGhosts(map, period))),
    stiffness: (map) => 4 / (h * h * smallestSlope(withGhosts(map, period))),
    async report(map) {
      const nodes = withGhosts(map, period);
      const flow = await flux(nodes);
      return {
        energy: -between.reduce((sum, mass, i) => (mass > 0 ? sum + mass * flow[i]! : sum), 0) - logMass,
        residual: Math.sqrt(rates(flow).reduce((sum, rate, i) => sum + masses[i]! * rate * rate, 0)),
        smallest: smallestSlope(nodes),
        targetMass: between.reduce((sum, mass, i) => (mass > 0 ? sum + mass * Math.exp(flow[i]! + logMass) : sum), 0),
      };
    },
  };
}

/** The nodes with one more on each side. */
function withGhosts(map: Float64Array, period: number): Float64Array {
  const n = map.length;
  const nodes = new Float64Array(n + 2);
  nodes.set(map, 1);
  nodes[0] = period > 0 ? map[n - 1]! - period : 2 * map[0]! - map[1]!;
  nodes[n + 1] = period > 0 ? map[0]! + period : 2 * map[n - 1]! - map[n - 2]!;
  return nodes;
}

/** The masses of e^{−g} around the midpoints, of sum 1 (those outside of the line have none), and the log of the integral of e^{−g}. */
function midpointMasses({ spacing, period, potential: g }: LineGrid): { masses: Float64Array; logMass: number } {
  const last = g.length - 1;
  const isOutside = (i: number): boolean => i === 0 || (period === 0 && i === last);
  const { masses, logTotal } = massesOf(g.map((value, i) => (isOutside(i) ? Number.POSITIVE_INFINITY : value)));
  return { masses, logMass: logTotal + Math.log(spacing) };
}
