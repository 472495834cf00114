import type { Spring } from './kernels/spring.ts';
import type { PairEnergy, PairSums } from './pair-sums.ts';

/**
 * The sums over the pairs of a cloud of k (|z|² + s²)/2, in O(n): with m the mean, Σⱼ (xᵢ − xⱼ) = n (xᵢ − m) and Σᵢⱼ |xᵢ − xⱼ|² = 2n Σᵢ |xᵢ − m|².
 */
export class SpringPairs implements PairSums {
  readonly #centred: Float64Array;
  readonly #dimension: number;
  readonly #strength: number;
  readonly #softening: number;

  constructor(points: Float64Array, dimension: number, { spring, softening }: Spring) {
    // Twice, because the mean of a cloud far from the origin is rounded.
    this.#centred = centred(centred(points, dimension), dimension);
    this.#dimension = dimension;
    this.#strength = spring;
    this.#softening = softening;
  }

  energy(): PairEnergy {
    const k = this.#strength;
    const n = this.#centred.length / this.#dimension;
    const spread = this.#centred.reduce((sum, value) => sum + value * value, 0) / n;
    const value = 0.5 * k * (spread + 0.5 * this.#softening ** 2);
    const gradient = this.#centred.map((z) => k * z);
    return { value, magnitude: Math.abs(value), gradient, uncancelled: gradient.map(Math.abs) };
  }

  hessianVector(p: Float64Array): Float64Array {
    return centred(p, this.#dimension).map((z) => this.#strength * z);
  }

  hessianChange(p: Float64Array): Float64Array {
    return new Float64Array(p.length);
  }
}

/** The cloud, moved so that its mean is 0. */
function centred(points: Float64Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  points.forEach((value, i) => {
    mean[i % dimension]! += value;
  });
  return points.map((value, i) => value - (mean[i % dimension]! * dimension) / points.length);
}
