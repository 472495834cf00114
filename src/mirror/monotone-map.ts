import { normalDensity, normalQuantile } from '../random/index.ts';
import { type DensityGrid, densityGrid } from './density-grid.ts';

/** A law on the line as the increasing map B that takes N(0, 1) to it, and B′ > 0. */
export interface NormalImage {
  value(z: number): number;
  slope(z: number): number;
}

/**
 * The Brenier map on the line, u′ = B ∘ Φ⁻¹ ∘ F, from a smoothed empirical law F to the law B#N(0, 1): u″ = B′(z)ρ/φ(z) at z = Φ⁻¹(F). Cubic Hermite
 * between the nodes of the density's grid, linear beyond it: strictly increasing, so that it can be inverted anywhere.
 */
export class MonotoneMap {
  readonly bandwidth: number;
  readonly #density: DensityGrid;
  readonly #low: number;
  readonly #spacing: number;
  /** u′ and u″ at the nodes. */
  readonly #gradient: Float64Array;
  readonly #slope: Float64Array;
  /** Coefficients of the cubics, each on its cell as [0, 1]. */
  readonly #linear: Float64Array;
  readonly #quadratic: Float64Array;
  readonly #cubic: Float64Array;

  /** @throws as `densityGrid` */
  constructor(values: ArrayLike<number>, reference: NormalImage, bandwidth?: number) {
    const grid = densityGrid(values, bandwidth);
    this.bandwidth = grid.bandwidth;
    this.#density = grid;
    this.#low = grid.low;
    this.#spacing = grid.spacing;
    const { gradient, slope } = quantileMap(grid, reference);
    this.#gradient = gradient;
    this.#slope = slope;
    const cells = slope.length - 1;
    this.#linear = new Float64Array(cells);
    this.#quadratic = new Float64Array(cells);
    this.#cubic = new Float64Array(cells);
    for (let cell = 0; cell < cells; cell++) this.#fit(cell);
  }

  /** u′(x). */
  gradient(x: number): number {
    const cell = this.#cellAt(x);
    if (cell < 0) return this.#beyond(cell, x);
    return this.#interpolate(cell, (x - this.#low) / this.#spacing - cell);
  }

  /** u″(x) > 0. */
  hessian(x: number): number {
    const cell = this.#cellAt(x);
    if (cell < 0) return this.#slope[this.#endOf(cell)]!;
    return this.#derivative(cell, (x - this.#low) / this.#spacing - cell) / this.#spacing;
  }

  /** (log ρ)′ of the density behind the map: the slope of log ρ between the two nodes about x. */
  score(x: number): number {
    const { density } = this.#density;
    const cell = Math.min(density.length - 2, Math.max(0, Math.floor((x - this.#low) / this.#spacing)));
    return Math.log(density[cell + 1]! / density[cell]!) / this.#spacing;
  }

  /** The x with u′(x) = y. */
  inverse(y: number): number {
    const gradient = this.#gradient;
    const last = gradient.length - 1;
    if (y <= gradient[0]!) return this.#low + (y - gradient[0]!) / this.#slope[0]!;
    if (y >= gradient[last]!) return this.#low + last * this.#spacing + (y - gradient[last]!) / this.#slope[last]!;
    const cell = this.#cellOfImage(y);
    return this.#low + (cell + this.#solve(cell, y)) * this.#spacing;
  }

  /** The cell of x; −1 below the grid, −2 above it. */
  #cellAt(x: number): number {
    const place = (x - this.#low) / this.#spacing;
    if (place < 0) return -1;
    return place < this.#slope.length - 1 ? Math.floor(place) : -2;
  }

  #endOf = (side: number): number => (side === -1 ? 0 : this.#slope.length - 1);

  #beyond(side: number, x: number): number {
    const end = this.#endOf(side);
    return this.#gradient[end]! + this.#slope[end]! * (x - this.#low - end * this.#spacing);
  }

  #cellOfImage(y: number): number {
    let low = 0;
    let high = this.#gradient.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#gradient[middle]! <= y) low = middle;
      else high = middle;
    }
    return low;
  }

  #interpolate(cell: number, t: number): number {
    return this.#gradient[cell]! + t * (this.#linear[cell]! + t * (this.#quadratic[cell]! + t * this.#cubic[cell]!));
  }

  #derivative(cell: number, t: number): number {
    return this.#linear[cell]! + t * (2 * this.#quadratic[cell]! + 3 * t * this.#cubic[cell]!);
  }

  #fit(cell: number): void {
    const rise = this.#gradient[cell + 1]! - this.#gradient[cell]!;
    const left = this.#slope[cell]! * this.#spacing;
    const right = this.#slope[cell + 1]! * this.#spacing;
    this.#linear[cell] = left;
    this.#quadratic[cell] = 3 * rise - 2 * left - right;
    this.#cubic[cell] = left + right - 2 * rise;
  }

  /** The t in [0, 1] where the cubic is y: Newton's method, kept inside a shrinking bracket. */
  #solve(cell: number, y: number): number {
    let low = 0;
    let high = 1;
    let t = 0.5;
    for (let iteration = 0; iteration < 60 && high - low > 1e-15; iteration++) {
      const excess = this.#interpolate(cell, t) - y;
      if (excess > 0) high = t;
      else low = t;
      const newton = t - excess / this.#derivative(cell, t);
      const next = newton > low && newton < high ? newton : 0.5 * (low + high);
      if (Math.abs(next - t) < 1e-14) return next;
      t = next;
    }
    return t;
  }
}

function quantileMap(
  { lower, upper, density }: DensityGrid,
  { value, slope: slopeAt }: NormalImage,
): { gradient: Float64Array; slope: Float64Array } {
  const gradient = new Float64Array(density.length);
  const slope = new Float64Array(density.length);
  for (let node = 0; node < density.length; node++) {
    const z = normalQuantile(lower[node]!, upper[node]!);
    gradient[node] = value(z);
    slope[node] = (slopeAt(z) * density[node]!) / normalDensity(z);
  }
  return { gradient, slope };
}
