import { loops } from '../tensor/index.ts';
import type { Cloud } from './cloud.ts';
import type { Potentials, Side, SoftminOperator } from './operator.ts';

/** Up to this many pairs the Gibbs kernel is kept between passes: 32 MB. */
export const MOST_CACHED_PAIRS = 4_000_000;

/** How far, in units of ε, g may drift from where the kernel was built: exp(±DRIFT) stays far from overflow. */
const MOST_DRIFT = 50;

/** Column sums below this may have lost terms to underflow. */
const SMALLEST_SUM = 1e-200;

/** The operator for these clouds in float64: with a cached kernel where it fits, by plain loops elsewhere. */
export function hostOperator(x: Cloud, y: Cloud): SoftminOperator {
  return x.count * y.count <= MOST_CACHED_PAIRS ? new CachedKernel(x, y) : new PlainLoops(x, y);
}

/** Every pair in every pass, in O(n + m) memory. */
class PlainLoops implements SoftminOperator {
  readonly omitted = 0;
  pairs = 0;
  readonly #x: Cloud;
  readonly #y: Cloud;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;

  constructor(x: Cloud, y: Cloud) {
    this.#x = x;
    this.#y = y;
    this.#rows = new Float64Array(x.count);
    this.#columns = new Float64Array(y.count);
  }

  softmin(side: Side, epsilon: number, { f, g }: Potentials): Float64Array {
    this.pairs += this.#x.count * this.#y.count;
    const [from, to, potential, out] =
      side === 'rows' ? [this.#x, this.#y, g, this.#rows] : [this.#y, this.#x, f, this.#columns];
    const h = potential.map((value, j) => value + epsilon * Math.log(to.weights[j]!));
    return loops.softminLoops(from.values, to.values, h, from.dimension, epsilon, out);
  }

  dispose(): void {}
}

/**
 * K_ij = exp((ḡ_j − c_ij)/ε − r_i), r_i the largest exponent of row i, kept while g stays near ḡ (Schmitzer 2019, "absorption"): a pass is then a
 * matrix-vector product without exponentials. What underflows in K is below 1e-300 of its row.
 */
class CachedKernel implements SoftminOperator {
  readonly omitted = 0;
  pairs = 0;
  readonly #x: Cloud;
  readonly #y: Cloud;
  readonly #cost: Float64Array;
  readonly #kernel: Float64Array;
  readonly #largest: Float64Array;
  readonly #origin: Float64Array;
  readonly #rows: Float64Array;
  readonly #columns: Float64Array;
  #epsilon = 0;

  constructor(x: Cloud, y: Cloud) {
    this.#x = x;
    this.#y = y;
    this.#cost = halfSquaredCosts(x, y);
    this.#kernel = new Float64Array(x.count * y.count);
    this.#largest = new Float64Array(x.count);
    this.#origin = new Float64Array(y.count);
    this.#rows = new Float64Array(x.count);
    this.#columns = new Float64Array(y.count);
  }

  softmin(side: Side, epsilon: number, { f, g }: Potentials): Float64Array {
    this.pairs += this.#cost.length;
    if (side === 'rows') {
      if (epsilon !== this.#epsilon || this.#drift(g) > MOST_DRIFT * epsilon) this.#absorb(g, epsilon);
      return this.#softminRows(g);
    }
    if (epsilon !== this.#epsilon) this.#absorb(g, epsilon);
    return this.#softminColumns(f);
  }

  dispose(): void {}

  #drift(g: Float64Array): number {
    let drift = 0;
    for (let j = 0; j < g.length; j++) drift = Math.max(drift, Math.abs(g[j]! - this.#origin[j]!));
    return drift;
  }

  #absorb(g: Float64Array, epsilon: number): void {
    const m = g.length;
    this.#origin.set(g);
    this.#epsilon = epsilon;
    for (let i = 0, start = 0; i < this.#x.count; i++, start += m) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < m; j++) largest = Math.max(largest, g[j]! - this.#cost[start + j]!);
      for (let j = 0; j < m; j++) {
        this.#kernel[start + j] = Math.exp((g[j]! - this.#cost[start + j]! - largest) / epsilon);
      }
      this.#largest[i] = largest;
    }
  }

  #softminRows(g: Float64Array): Float64Array {
    const epsilon = this.#epsilon;
    const m = g.length;
    const kernel = this.#kernel;
    const v = g.map((value, j) => this.#y.weights[j]! * Math.exp((value - this.#origin[j]!) / epsilon));
    for (let i = 0, start = 0; i < this.#x.count; i++, start += m) {
      let sum = 0;
      for (let j = 0; j < m; j++) sum += kernel[start + j]! * v[j]!;
      this.#rows[i] = -this.#largest[i]! - epsilon * Math.log(sum);
    }
    return this.#rows;
  }

  #softminColumns(f: Float64Array): Float64Array {
    const epsilon = this.#epsilon;
    const m = this.#columns.length;
    const kernel = this.#kernel;
    const sums = this.#columns.fill(0);
    // f may be far from its row maxima (a first pass): the common shift keeps the exponents below 0.
    let shift = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < f.length; i++) shift = Math.max(shift, f[i]! + this.#largest[i]!);
    for (let i = 0, start = 0; i < f.length; i++, start += m) {
      const u = this.#x.weights[i]! * Math.exp((f[i]! + this.#largest[i]! - shift) / epsilon);
      if (u === 0) continue;
      for (let j = 0; j < m; j++) sums[j]! += kernel[start + j]! * u;
    }
    for (let j = 0; j < m; j++) {
      sums[j] =
        sums[j]! > SMALLEST_SUM
          ? this.#origin[j]! - shift - epsilon * Math.log(sums[j]!)
          : this.#softminOfColumn(j, f, epsilon);
    }
    return sums;
  }

  #softminOfColumn(j: number, f: Float64Array, epsilon: number): number {
    const m = this.#columns.length;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < f.length; i++) largest = Math.max(largest, f[i]! - this.#cost[i * m + j]!);
    let sum = 0;
    for (let i = 0; i < f.length; i++) {
      sum += this.#x.weights[i]! * Math.exp((f[i]! - this.#cost[i * m + j]! - largest) / epsilon);
    }
    return -largest - epsilon * Math.log(sum);
  }
}

function halfSquaredCosts(x: Cloud, y: Cloud): Float64Array {
  const { dimension } = x;
  const cost = new Float64Array(x.count * y.count);
  for (let i = 0; i < x.count; i++) {
    for (let j = 0; j < y.count; j++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        const z = x.values[i * dimension + k]! - y.values[j * dimension + k]!;
        sum += z * z;
      }
      cost[i * y.count + j] = 0.5 * sum;
    }
  }
  return cost;
}
