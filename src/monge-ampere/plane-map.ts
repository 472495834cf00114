import type { PlaneGrid } from './plane-scheme.ts';

const MOST_ITERATIONS = 60;
/** Of the spacing: where Newton's method may stop. */
const CLOSE = 1e-10;

/** T = ∇φ* as a function on the plane: bicubic (Catmull-Rom) between the nodes, linear beyond them. */
export class PlaneMap {
  readonly #grid: PlaneGrid;
  /** T at the nodes, and one more on each side, [n + 2, n + 2, 2]. */
  readonly #nodes: Float64Array;
  /** T and its derivatives at the point last looked at: T₁, T₂, ∂₁T₁, ∂₁T₂, ∂₂T₁, ∂₂T₂. */
  readonly #found = new Float64Array(6);
  readonly #value: [Float64Array, Float64Array] = [new Float64Array(4), new Float64Array(4)];
  readonly #slope: [Float64Array, Float64Array] = [new Float64Array(4), new Float64Array(4)];

  /** @param nodes T at the nodes, [n², 2] */
  constructor(grid: PlaneGrid, nodes: Float64Array) {
    this.#grid = grid;
    this.#nodes = withLinearGhosts(nodes, grid.count);
  }

  image(points: Float64Array): Float64Array {
    const out = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += 2) out.set(this.#at(points[at]!, points[at + 1]!).subarray(0, 2), at);
    return out;
  }

  inverse(points: Float64Array): Float64Array {
    const out = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += 2) out.set(this.#solve(points[at]!, points[at + 1]!), at);
    return out;
  }

  #at(first: number, second: number): Float64Array {
    const [rowAt, rowBeyond] = this.#weigh(0, first);
    const [columnAt, columnBeyond] = this.#weigh(1, second);
    const width = this.#grid.count + 2;
    const found = this.#found.fill(0);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const node = 2 * ((rowAt + i) * width + columnAt + j);
        const across = this.#value[0][i]! * this.#value[1][j]!;
        const along = this.#slope[0][i]! * this.#value[1][j]!;
        const aside = this.#value[0][i]! * this.#slope[1][j]!;
        for (let k = 0; k < 2; k++) {
          const value = this.#nodes[node + k]!;
          found[k]! += across * value;
          found[2 + k]! += along * value;
          found[4 + k]! += aside * value;
        }
      }
    }
    for (let k = 0; k < 2; k++) found[k]! += rowBeyond * found[2 + k]! + columnBeyond * found[4 + k]!;
    return found;
  }

  /** The weights of the four nodes around a coordinate. @returns the first of them, and how far the coordinate is beyond the nodes */
  #weigh(axis: 0 | 1, coordinate: number): [first: number, beyond: number] {
    const { low, spacing, count } = this.#grid;
    const place = (coordinate - low[axis]) / spacing[axis];
    const inside = Math.min(count - 1, Math.max(0, place));
    const cell = Math.min(count - 2, Math.floor(inside));
    const t = inside - cell;
    this.#value[axis].set([
      -0.5 * t * (1 - t) ** 2,
      1 + t * t * (1.5 * t - 2.5),
      t * (0.5 + t * (2 - 1.5 * t)),
      0.5 * t * t * (t - 1),
    ]);
    const slopes = [-0.5 * (1 - t) * (1 - 3 * t), t * (4.5 * t - 5), 0.5 + t * (4 - 4.5 * t), 0.5 * t * (3 * t - 2)];
    this.#slope[axis].set(slopes.map((slope) => slope / spacing[axis]));
    return [cell, (place - inside) * spacing[axis]];
  }

  /** The y with T(y) = x, by Newton's method with halved steps; NaN if that finds none. */
  #solve(first: number, second: number): [number, number] {
    const { low, spacing, count } = this.#grid;
    let y: [number, number] = [low[0] + (spacing[0] * (count - 1)) / 2, low[1] + (spacing[1] * (count - 1)) / 2];
    let state = this.#at(...y).slice();
    const miss = (at: Float64Array): number => Math.hypot(first - at[0]!, second - at[1]!);
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      const step = newtonStep(state, first - state[0]!, second - state[1]!);
      if (Math.hypot(step[0] / spacing[0], step[1] / spacing[1]) < CLOSE) return y;
      let factor = 1;
      let next = y;
      for (; factor > 1e-6; factor /= 2) {
        next = [y[0] + factor * step[0], y[1] + factor * step[1]];
        const there = this.#at(...next);
        if (miss(there) >= miss(state)) continue;
        state = there.slice();
        break;
      }
      // Rounding ends the descent before the step is small.
      if (factor <= 1e-6) return miss(state) < CLOSE * (1 + Math.hypot(first, second)) ? y : [Number.NaN, Number.NaN];
      y = next;
    }
    return [Number.NaN, Number.NaN];
  }
}

function newtonStep(state: Float64Array, first: number, second: number): [number, number] {
  const [, , a, c, b, d] = state;
  const determinant = a! * d! - b! * c!;
  return [(d! * first - b! * second) / determinant, (a! * second - c! * first) / determinant];
}

/** Pairs at n × n nodes with one more node on each side, on the line through the two before it. */
function withLinearGhosts(pairs: Float64Array, n: number): Float64Array {
  const width = n + 2;
  const out = new Float64Array(2 * width * width);
  for (let i = 0; i < n; i++) out.set(pairs.subarray(2 * i * n, 2 * (i + 1) * n), 2 * ((i + 1) * width + 1));
  const extend = (at: number, stride: number): void => {
    out[at] = 2 * out[at - stride]! - out[at - 2 * stride]!;
  };
  for (let i = 1; i <= n; i++) {
    for (let k = 0; k < 2; k++) {
      extend(2 * i * width + k, -2);
      extend(2 * (i * width + n + 1) + k, 2);
    }
  }
  for (let at = 0; at < 2 * width; at++) {
    extend(at, -2 * width);
    extend(2 * width * (n + 1) + at, 2 * width);
  }
  return out;
}
