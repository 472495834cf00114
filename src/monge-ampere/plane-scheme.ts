import type { AffineMap } from './affine-map.ts';
import { DIRECTIONS, type LatticeDeterminant, latticeDeterminant } from './lattice-determinant.ts';
import type { MapReport } from './line-scheme.ts';
import { massesOf } from './masses.ts';
import type { Potential } from './potential.ts';
import type { StiffFlow } from './stabilised.ts';

/** count × count nodes y_k = low_k + i·spacing_k along the two axes, the second fastest. */
export interface PlaneGrid {
  readonly count: number;
  readonly low: readonly [number, number];
  readonly spacing: readonly [number, number];
  /** g at the nodes. */
  readonly potential: Float64Array;
}

/** φ* at the nodes and, last, the time: [count² + 1]. */
export type PlaneState = Float64Array;

export interface PlaneScheme extends StiffFlow {
  /** The masses of the reference at the nodes, with sum 1, and 0 for the time, [count² + 1]. */
  readonly masses: Float64Array;
  report(state: PlaneState): Promise<MapReport>;
}

/** Nodes beyond each edge that the stencils read. */
const GHOSTS = 2;

/**
 * The dual parabolic Monge-Ampère equation ∂_t φ* = g(y) − f(∇φ*) + log det ∇²φ* in the plane, for φ* at the nodes: the monotone determinant of
 * `latticeDeterminant`, which keeps φ* convex, and central differences for ∇φ*. O(h²) where T varies little in a cell.
 *
 * At an edge φ* goes on as a quadratic, or if that is steeper with the normal component of `tails`: there T may jump outwards within the last cell, so that
 * the image of the grid covers the target. ∇φ* itself is taken from within: else a jump into the far tail of e^{−f} would tear the edge off. Quadratic φ*
 * (Gaussians), with their own tails, stay quadratic with no error in space.
 *
 * The explicit limit is dt ≤ 2/stiffness, with stiffness = 4 max Σ_e ∂log det/∂(second difference along e): h²/4 for ∇²φ* = I and spacing h.
 */
export function planeScheme(grid: PlaneGrid, f: Potential, tails: (time: number) => AffineMap): PlaneScheme {
  const { count: n, spacing, potential: g } = grid;
  const cell = spacing[0] * spacing[1];
  const width = n + 2 * GHOSTS;
  const { masses, logTotal } = massesOf(g);
  const logMass = logTotal + Math.log(cell);
  const offsets = DIRECTIONS.map(([i, j]) => i * width + j);
  const padded = (state: PlaneState): Float64Array => withEdges(state, grid, tails(state[n * n]!));

  /** Visit det ∇²φ* at all nodes. */
  const visit = (phi: Float64Array, see: (node: number, determinant: LatticeDeterminant) => void): void => {
    const differences = new Float64Array(offsets.length);
    const found = { value: 0, sensitivity: 0 };
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const at = (i + GHOSTS) * width + j + GHOSTS;
        const twice = 2 * phi[at]!;
        for (let e = 0; e < offsets.length; e++) {
          differences[e] = phi[at + offsets[e]!]! - twice + phi[at - offsets[e]!]!;
        }
        see(i * n + j, latticeDeterminant(differences, found));
      }
    }
  };

  const velocity = async (state: PlaneState): Promise<Float64Array> => {
    const phi = padded(state);
    const values = await f(gradientOf(withEdges(state, grid), grid));
    const out = new Float64Array(n * n + 1);
    visit(phi, (node, { value }) => {
      out[node] = g[node]! - values[node]! + Math.log(value / (cell * cell));
    });
    out[n * n] = 1;
    return out;
  };

  return {
    masses: withLast(masses, 0),
    velocity,
    stiffness(state) {
      let largest = 0;
      visit(padded(state), (_node, { sensitivity }) => {
        largest = Math.max(largest, sensitivity);
      });
      return 4 * largest;
    },
    async report(state) {
      const flow = await velocity(state);
      const rates = gradientOf(withEdges(flow, grid), grid);
      let smallest = Number.POSITIVE_INFINITY;
      visit(padded(state), (_node, { value }) => {
        smallest = Math.min(smallest, value / cell ** 2);
      });
      const squares = (mass: number, node: number): number =>
        mass * (rates[2 * node]! ** 2 + rates[2 * node + 1]! ** 2);
      return {
        energy: -masses.reduce((sum, mass, node) => sum + mass * flow[node]!, 0) - logMass,
        residual: Math.sqrt(masses.reduce((sum, mass, node) => sum + squares(mass, node), 0)),
        smallest,
        targetMass: masses.reduce((sum, mass, node) => sum + mass * Math.exp(flow[node]! + logMass), 0),
      };
    },
  };
}

/** An array and one number more. */
export function withLast(values: Float64Array, last: number): Float64Array {
  const out = new Float64Array(values.length + 1);
  out.set(values);
  out[values.length] = last;
  return out;
}

/** T at the nodes to fourth order, [n², 2]. */
export const mapAtNodes = (state: PlaneState, grid: PlaneGrid, tails: AffineMap): Float64Array =>
  gradientOf(withEdges(state, grid, tails), grid, 4);

/** Weights of the differences over ±1 and ±2 nodes, by the order of the error. */
const CENTRAL = { 2: [1 / 2, 0], 4: [2 / 3, -1 / 12] } as const;

/** ∇ by central differences at the nodes, [n², 2], of values with their edges. */
function gradientOf(padded: Float64Array, { count: n, spacing }: PlaneGrid, order: 2 | 4 = 2): Float64Array {
  const width = n + 2 * GHOSTS;
  const [near, far] = CENTRAL[order];
  const slope = (at: number, stride: number): number =>
    near * (padded[at + stride]! - padded[at - stride]!) + far * (padded[at + 2 * stride]! - padded[at - 2 * stride]!);
  const out = new Float64Array(2 * n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const at = (i + GHOSTS) * width + j + GHOSTS;
      const to = 2 * (i * n + j);
      out[to] = slope(at, width) / spacing[0];
      out[to + 1] = slope(at, 1) / spacing[1];
    }
  }
  return out;
}

/**
 * The values at the nodes with two more on each side, such that third differences across the edge vanish, or where that is more, such that the normal
 * derivative at the edge is that of `tails`.
 */
function withEdges(values: Float64Array, grid: PlaneGrid, tails?: AffineMap): Float64Array {
  const { count: n, low, spacing } = grid;
  const width = n + 2 * GHOSTS;
  const out = new Float64Array(width * width);
  /** From the node at an edge outwards, in strides; `rise` is the change of a node along the stride there. */
  const extend = (edge: number, stride: number, rise: number | undefined): void => {
    for (let k = 1; k <= GHOSTS; k++) {
      const at = edge + k * stride;
      const free = 3 * (out[at - stride]! - out[at - 2 * stride]!) + out[at - 3 * stride]!;
      out[at] = rise === undefined ? free : Math.max(free, out[edge - k * stride]! + 2 * k * rise);
    }
  };
  const riseAt = (axis: 0 | 1, i: number, j: number): number | undefined => {
    if (!tails) return undefined;
    const { mean, matrix, origin } = tails;
    const first = matrix.get(axis, 0) * (low[0] + i * spacing[0] - origin[0]!);
    const second = matrix.get(axis, 1) * (low[1] + j * spacing[1] - origin[1]!);
    return spacing[axis] * (mean[axis]! + first + second);
  };
  const outwards = (rise: number | undefined): number | undefined => rise && -rise;
  for (let i = 0; i < n; i++) {
    const row = (i + GHOSTS) * width + GHOSTS;
    out.set(values.subarray(i * n, (i + 1) * n), row);
    extend(row, -1, outwards(riseAt(1, i, 0)));
    extend(row + n - 1, 1, riseAt(1, i, n - 1));
  }
  for (let j = 0; j < width; j++) {
    extend(GHOSTS * width + j, -width, outwards(riseAt(0, 0, j - GHOSTS)));
    extend((GHOSTS + n - 1) * width + j, width, riseAt(0, n - 1, j - GHOSTS));
  }
  return out;
}
