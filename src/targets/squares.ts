import type { Squares } from './target.ts';

/** The kurtosis of a Gaussian. */
const GAUSSIAN = 3;

/** E x² of a law with this mean and variance. */
const meanOfSquare = (mean: number, variance: number): number => mean * mean + variance;

/** Var x² of a law that is symmetric around its mean, with the kurtosis E(x − mean)⁴/variance². */
const varianceOfSquare = (mean: number, variance: number, kurtosis: number): number =>
  (kurtosis - 1) * variance * variance + 4 * mean * mean * variance;

/** The squares of coordinates that are each symmetric around their mean, Gaussian unless a `kurtosis` is given. */
export function symmetricSquares(means: readonly number[], variances: readonly number[], kurtosis = GAUSSIAN): Squares {
  return {
    mean: means.map((mean, k) => meanOfSquare(mean, variances[k]!)),
    variance: means.map((mean, k) => varianceOfSquare(mean, variances[k]!, kurtosis)),
  };
}

/** The squares of coordinates of which E x² and E x⁴ are known. */
export const squaresFrom = (second: readonly number[], fourth: readonly number[]): Squares => ({
  mean: [...second],
  variance: fourth.map((value, k) => value - second[k]! ** 2),
});

/** One coordinate's squares, `count` times. */
export const repeated = ({ mean, variance }: Squares, count: number): Squares => ({
  mean: new Array<number>(count).fill(mean[0]!),
  variance: new Array<number>(count).fill(variance[0]!),
});

/**
 * The squares of a mixture of points, or of laws that are symmetric around their means, gathered in float64; the weights need not sum to 1.
 * Running means and variances (West 1979, Commun. ACM 22:532), since E x⁴ − (E x²)² loses digits far from 0.
 */
export class SquareSum {
  #mass = 0;
  readonly #mean: Float64Array;
  readonly #spread: Float64Array;
  readonly #kurtosis: number;

  constructor(dimension: number, kurtosis = GAUSSIAN) {
    this.#mean = new Float64Array(dimension);
    this.#spread = new Float64Array(dimension);
    this.#kurtosis = kurtosis;
  }

  /** Without variances: a point. */
  add(weight: number, means: ArrayLike<number>, variances?: ArrayLike<number>): void {
    if (weight === 0) return;
    this.#mass += weight;
    for (let k = 0; k < this.#mean.length; k++) {
      const variance = variances?.[k] ?? 0;
      const shift = meanOfSquare(means[k]!, variance) - this.#mean[k]!;
      this.#mean[k]! += (shift * weight) / this.#mass;
      const between = shift * (meanOfSquare(means[k]!, variance) - this.#mean[k]!);
      this.#spread[k]! += weight * (varianceOfSquare(means[k]!, variance, this.#kurtosis) + between);
    }
  }

  get squares(): Squares {
    return { mean: [...this.#mean], variance: Array.from(this.#spread, (sum) => sum / this.#mass) };
  }
}
