import type { Jet, RadialTerm } from './kernels/radial-term.ts';

/** What the pairs of a cloud come to: the energy and the forces, as they are and with every contribution counted as positive. */
export interface PairEnergy {
  readonly value: number;
  readonly magnitude: number;
  /** Row-major [n, d], as `uncancelled`. */
  readonly gradient: Float64Array;
  readonly uncancelled: Float64Array;
}

/**
 * The sums over the pairs of a cloud of a radial kernel given as a sum of terms, in the scaling of `EnergyModel`. Every call visits each pair
 * i < j once, row by row, and needs O(n) memory.
 *
 * Each method has its own double loop: a visitor that adds to captured numbers takes twice as long.
 */
export class RadialPairs {
  readonly #points: Float64Array;
  readonly #dimension: number;
  readonly #terms: readonly RadialTerm[];

  constructor(points: Float64Array, dimension: number, terms: readonly RadialTerm[]) {
    this.#points = points;
    this.#dimension = dimension;
    this.#terms = terms;
  }

  energy(): PairEnergy {
    const x = this.#points;
    const d = this.#dimension;
    const n = x.length / d;
    const gradient = new Float64Array(n * d);
    const uncancelled = new Float64Array(n * d);
    const kernel = new KernelJet(this.#terms);
    kernel.at(0);
    let value = 0.5 * n * kernel.jet[0]!;
    let magnitude = 0.5 * n * kernel.size[0]!;
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        kernel.at(product(x, x, i, j, d));
        value += kernel.jet[0]!;
        magnitude += kernel.size[0]!;
        const slope = kernel.jet[1]! / n;
        const steepness = kernel.size[1]! / n;
        for (let k = 0; k < d; k++) {
          const z = x[i * d + k]! - x[j * d + k]!;
          gradient[i * d + k]! += slope * z;
          gradient[j * d + k]! -= slope * z;
          uncancelled[i * d + k]! += steepness * Math.abs(z);
          uncancelled[j * d + k]! += steepness * Math.abs(z);
        }
      }
    }
    return { value: value / (n * n), magnitude: magnitude / (n * n), gradient, uncancelled };
  }

  hessianVector(p: Float64Array): Float64Array {
    const x = this.#points;
    const d = this.#dimension;
    const n = x.length / d;
    const out = new Float64Array(n * d);
    const kernel = new KernelJet(this.#terms);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        kernel.at(product(x, x, i, j, d));
        const alongP = kernel.jet[1]! / n;
        const alongZ = (kernel.jet[2]! / n) * product(x, p, i, j, d);
        for (let k = 0; k < d; k++) {
          const part = alongP * (p[i * d + k]! - p[j * d + k]!) + alongZ * (x[i * d + k]! - x[j * d + k]!);
          out[i * d + k]! += part;
          out[j * d + k]! -= part;
        }
      }
    }
    return out;
  }

  hessianChange(p: Float64Array, q: Float64Array): Float64Array {
    const x = this.#points;
    const d = this.#dimension;
    const n = x.length / d;
    const out = new Float64Array(n * d);
    const kernel = new KernelJet(this.#terms);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        kernel.at(product(x, x, i, j, d));
        const second = kernel.jet[2]! / n;
        const zp = product(x, p, i, j, d);
        const zq = product(x, q, i, j, d);
        const alongZ = second * product(p, q, i, j, d) + (kernel.jet[3]! / n) * zp * zq;
        for (let k = 0; k < d; k++) {
          const bent = zp * (q[i * d + k]! - q[j * d + k]!) + zq * (p[i * d + k]! - p[j * d + k]!);
          const part = second * bent + alongZ * (x[i * d + k]! - x[j * d + k]!);
          out[i * d + k]! += part;
          out[j * d + k]! -= part;
        }
      }
    }
    return out;
  }
}

/** A kernel at one distance. */
class KernelJet {
  /** The sum of its terms. */
  readonly jet: Jet = new Float64Array(4);
  /** The sums of |f| and |f′| of its terms. */
  readonly size = new Float64Array(2);
  readonly #one: Jet = new Float64Array(4);
  readonly #terms: readonly RadialTerm[];

  constructor(terms: readonly RadialTerm[]) {
    this.#terms = terms;
  }

  at(squared: number): void {
    const one = this.#one;
    let value = 0;
    let first = 0;
    let second = 0;
    let third = 0;
    let valueSize = 0;
    let firstSize = 0;
    for (let t = 0; t < this.#terms.length; t++) {
      this.#terms[t]!(squared, one);
      value += one[0]!;
      first += one[1]!;
      second += one[2]!;
      third += one[3]!;
      valueSize += Math.abs(one[0]!);
      firstSize += Math.abs(one[1]!);
    }
    this.jet[0] = value;
    this.jet[1] = first;
    this.jet[2] = second;
    this.jet[3] = third;
    this.size[0] = valueSize;
    this.size[1] = firstSize;
  }
}

/** (aᵢ − aⱼ)·(bᵢ − bⱼ). */
function product(a: Float64Array, b: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (a[i * d + k]! - a[j * d + k]!) * (b[i * d + k]! - b[j * d + k]!);
  return sum;
}
