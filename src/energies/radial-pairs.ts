import type { RadialTerm } from './kernels/radial-term.ts';
import type { PairEnergy, PairSums } from './pair-sums.ts';
import { eachTile, TILE } from './pair-tiles.ts';

/**
 * The sums over the pairs of a cloud of one term of a radial kernel, in any dimension. Every call visits each pair i < j once, in a fixed
 * order, and needs O(n) memory.
 */
export class RadialPairs implements PairSums {
  readonly #points: Float64Array;
  readonly #dimension: number;
  readonly #term: RadialTerm;

  constructor(points: Float64Array, dimension: number, term: RadialTerm) {
    this.#points = points;
    this.#dimension = dimension;
    this.#term = term;
  }

  energy(): PairEnergy {
    const [x, d, term] = [this.#points, this.#dimension, this.#term];
    const n = x.length / d;
    const gradient = new Float64Array(n * d);
    const uncancelled = new Float64Array(n * d);
    const squared = new Float64Array(TILE);
    const firsts = Float64Array.of(term.first(0), ...new Float64Array(TILE - 1));
    const self = term.sum(squared, firsts, 1);
    let value = 0.5 * n * self.sum;
    let magnitude = 0.5 * n * self.size;
    eachTile(n, (i, from, to) => {
      for (let j = from; j < to; j++) {
        const s = product(x, x, i, j, d);
        squared[j - from] = s;
        const first = term.first(s);
        firsts[j - from] = first;
        const slope = first / n;
        for (let k = 0; k < d; k++) {
          const part = slope * (x[i * d + k]! - x[j * d + k]!);
          gradient[i * d + k]! += part;
          gradient[j * d + k]! -= part;
          uncancelled[i * d + k]! += Math.abs(part);
          uncancelled[j * d + k]! += Math.abs(part);
        }
      }
      const { sum, size } = term.sum(squared, firsts, to - from);
      value += sum;
      magnitude += size;
    });
    return { value: value / (n * n), magnitude: magnitude / (n * n), gradient, uncancelled };
  }

  hessianVector(p: Float64Array): Float64Array {
    const [x, d, term] = [this.#points, this.#dimension, this.#term];
    const n = x.length / d;
    const out = new Float64Array(n * d);
    eachTile(n, (i, from, to) => {
      for (let j = from; j < to; j++) {
        const s = product(x, x, i, j, d);
        const first = term.first(s);
        const alongP = first / n;
        const alongZ = (term.second(s, first) / n) * product(x, p, i, j, d);
        for (let k = 0; k < d; k++) {
          const part = alongP * (p[i * d + k]! - p[j * d + k]!) + alongZ * (x[i * d + k]! - x[j * d + k]!);
          out[i * d + k]! += part;
          out[j * d + k]! -= part;
        }
      }
    });
    return out;
  }

  hessianChange(p: Float64Array, q: Float64Array): Float64Array {
    const [x, d, term] = [this.#points, this.#dimension, this.#term];
    const n = x.length / d;
    const out = new Float64Array(n * d);
    eachTile(n, (i, from, to) => {
      for (let j = from; j < to; j++) {
        const s = product(x, x, i, j, d);
        const second = term.second(s, term.first(s));
        const zp = product(x, p, i, j, d);
        const zq = product(x, q, i, j, d);
        const alongZ = second * product(p, q, i, j, d) + term.third(s, second) * zp * zq;
        for (let k = 0; k < d; k++) {
          const bent = zp * (q[i * d + k]! - q[j * d + k]!) + zq * (p[i * d + k]! - p[j * d + k]!);
          const part = (second * bent + alongZ * (x[i * d + k]! - x[j * d + k]!)) / n;
          out[i * d + k]! += part;
          out[j * d + k]! -= part;
        }
      }
    });
    return out;
  }
}

/** (aᵢ − aⱼ)·(bᵢ − bⱼ). */
function product(a: Float64Array, b: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (a[i * d + k]! - a[j * d + k]!) * (b[i * d + k]! - b[j * d + k]!);
  return sum;
}
