/**
 * A strictly increasing function through values at the nodes low + i·spacing: monotone cubic Hermite between them (Fritsch & Carlson 1980), linear
 * beyond.
 */
export class MonotoneCurve {
  readonly #low: number;
  readonly #spacing: number;
  readonly #values: Float64Array;
  /** The slopes at the nodes, per cell. */
  readonly #rises: Float64Array;

  constructor(low: number, spacing: number, values: Float64Array) {
    this.#low = low;
    this.#spacing = spacing;
    this.#values = values;
    this.#rises = values.map((_, i) => riseAt(values, i));
  }

  at(y: number): number {
    const place = (y - this.#low) / this.#spacing;
    const last = this.#values.length - 1;
    if (place <= 0) return this.#values[0]! + this.#rises[0]! * place;
    if (place >= last) return this.#values[last]! + this.#rises[last]! * (place - last);
    const cell = Math.floor(place);
    return this.#within(cell, place - cell);
  }

  inverse(x: number): number {
    const values = this.#values;
    const last = values.length - 1;
    if (Number.isNaN(x)) return x;
    if (x <= values[0]!) return this.#placed((x - values[0]!) / this.#rises[0]!);
    if (x >= values[last]!) return this.#placed(last + (x - values[last]!) / this.#rises[last]!);
    let cell = 0;
    for (let end = last; end - cell > 1; ) {
      const middle = (cell + end) >> 1;
      if (values[middle]! <= x) cell = middle;
      else end = middle;
    }
    return this.#placed(cell + this.#solve(cell, x));
  }

  #placed = (place: number): number => this.#low + place * this.#spacing;

  #within(cell: number, t: number): number {
    const [start, end] = [this.#values[cell]!, this.#values[cell + 1]!];
    const [left, right] = [this.#rises[cell]!, this.#rises[cell + 1]!];
    const rise = end - start;
    return start + t * (left + t * (3 * rise - 2 * left - right + t * (left + right - 2 * rise)));
  }

  /** The t in [0, 1] where the cubic is x: false position in a bracket that also halves. */
  #solve(cell: number, x: number): number {
    let low = 0;
    let high = 1;
    let below = this.#within(cell, low) - x;
    let above = this.#within(cell, high) - x;
    for (let iteration = 0; iteration < 100 && high - low > 1e-15; iteration++) {
      const secant = low - (below * (high - low)) / (above - below);
      const t = iteration % 3 === 2 ? (low + high) / 2 : secant;
      const excess = this.#within(cell, t) - x;
      if (excess === 0) return t;
      if (excess > 0) [high, above] = [t, excess];
      else [low, below] = [t, excess];
    }
    return (low + high) / 2;
  }
}

/** The central difference, at most three times the smaller of the two beside it, which keeps the cubics monotone. */
function riseAt(values: Float64Array, i: number): number {
  const last = values.length - 1;
  const left = values[i]! - values[Math.max(0, i - 1)]!;
  const right = values[Math.min(last, i + 1)]! - values[i]!;
  if (i === 0) return right;
  if (i === last) return left;
  return Math.min((left + right) / 2, 3 * left, 3 * right);
}
