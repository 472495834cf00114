import { cholesky, lowerInverse, Matrix } from '../linalg/index.ts';
import { keyOf } from '../random/index.ts';
import type { LogConcave } from './laplace.ts';

/** What decides the posterior of a log-Gaussian Cox process on a grid. */
export interface CoxModel {
  /** M: cells per axis. */
  grid: number;
  /** Points in the unit square, [n, 2]. */
  points: readonly (readonly number[])[];
  mean: number;
  variance: number;
  /** β, in units of the square's side. */
  correlationLength: number;
}

/** The coordinates of a posterior: z with x = μ + Lz, or x itself. */
export const parametrisations = ['whitened', 'centred'] as const;
export type Parametrisation = (typeof parametrisations)[number];

/** A log-Gaussian Cox process on M × M cells in float64: counts, prior of the latent field and posterior. Cell (i, j) is entry iM + j. */
export class CoxLattice {
  readonly grid: number;
  readonly mean: number;
  /** Of a cell. */
  readonly area: number;
  /** Points in each cell, [d]; points on an upper edge of the square belong to the last cell. */
  readonly counts: Float64Array;
  readonly #variance: number;
  readonly #correlationLength: number;
  #lower?: Matrix;
  #flat?: Float64Array;
  #precision?: Float64Array;

  constructor({ grid, points, mean, variance, correlationLength }: CoxModel) {
    this.grid = grid;
    this.mean = mean;
    this.area = 1 / (grid * grid);
    this.counts = new Float64Array(grid * grid);
    const cellOf = (place: number): number => Math.min(Math.floor(place * grid), grid - 1);
    for (const [first, second] of points) this.counts[cellOf(first!) * grid + cellOf(second!)]! += 1;
    this.#variance = variance;
    this.#correlationLength = correlationLength;
  }

  get dimension(): number {
    return this.counts.length;
  }

  /** A hash of all that the posterior depends on, 16 hexadecimal digits. */
  get fingerprint(): string {
    const { grid, mean, counts } = this;
    // Logarithms differ by a bit between engines.
    const reals = [mean, this.#variance, this.#correlationLength].map((value) => value.toPrecision(12));
    const definition = JSON.stringify([grid, ...reals, ...counts]);
    return keyOf(definition, 'log-gaussian-cox')
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('');
  }

  /** Σ_ij = variance · exp(−|i − j|/(Mβ)), |i − j| the distance of the cells in units of a cell's side, [d, d]. */
  get covariance(): Matrix {
    const { grid, dimension: d } = this;
    const scale = grid * this.#correlationLength;
    const ofOffset = new Float64Array(grid * grid);
    for (let i = 0; i < grid; i++)
      for (let j = 0; j < grid; j++) ofOffset[i * grid + j] = this.#variance * Math.exp(-Math.hypot(i, j) / scale);
    const out = Matrix.zeros(d, d);
    for (let p = 0; p < d; p++)
      for (let q = 0; q < d; q++) {
        const rows = Math.abs(Math.floor(p / grid) - Math.floor(q / grid));
        out.set(p, q, ofOffset[rows * grid + Math.abs((p % grid) - (q % grid))]!);
      }
    return out;
  }

  /** L with L Lᵀ = Σ: a second or two for 1,600 cells. */
  get lower(): Matrix {
    return (this.#lower ??= cholesky(this.covariance, 'log-gaussian-cox.correlationLength'));
  }

  /** L, row-major. */
  get flatLower(): Float64Array {
    return (this.#flat ??= Float64Array.from(this.lower.to1DArray()));
  }

  /** Σ⁻¹, row-major. */
  get precision(): Float64Array {
    return (this.#precision ??= gram(lowerInverse(this.lower)));
  }

  /** x = μ + Lz. */
  field(z: ArrayLike<number>): Float64Array {
    const { dimension: d, flatLower: lower } = this;
    return Float64Array.from({ length: d }, (_, i) => {
      let sum = this.mean;
      for (let j = 0, at = i * d; j <= i; j++) sum += lower[at + j]! * z[j]!;
      return sum;
    });
  }

  /** The posterior in float64, see `logGaussianCox`. */
  posterior(parametrisation: Parametrisation): LogConcave {
    return parametrisation === 'whitened' ? this.#whitened() : this.#centred();
  }

  /** Σ_i y_i x_i − a e^{x_i}. */
  logLikelihood(x: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += this.counts[i]! * x[i]! - this.area * Math.exp(x[i]!);
    return sum;
  }

  #whitened(): LogConcave {
    const { dimension, flatLower: lower, counts, area } = this;
    return {
      dimension,
      logDensity: (z) => this.logLikelihood(this.field(z)) - 0.5 * z.reduce((sum, value) => sum + value * value, 0),
      gradient: (z) => {
        const x = this.field(z);
        const out = z.map((value) => -value);
        for (let i = 0; i < dimension; i++) {
          const pull = counts[i]! - area * Math.exp(x[i]!);
          for (let j = 0, at = i * dimension; j <= i; j++) out[j]! += pull * lower[at + j]!;
        }
        return out;
      },
      precision: (z) => {
        const rates = Array.from(this.field(z), (value) => area * Math.exp(value));
        const weighted = this.lower.clone().mulColumnVector(rates);
        return this.lower.transpose().mmul(weighted).add(Matrix.eye(dimension)).to2DArray();
      },
    };
  }

  #centred(): LogConcave {
    const { dimension, precision, counts, area, mean } = this;
    const pulled = (x: Float64Array): Float64Array =>
      x.map((_, i) => {
        let sum = 0;
        for (let j = 0, at = i * dimension; j < dimension; j++) sum += precision[at + j]! * (x[j]! - mean);
        return sum;
      });
    return {
      dimension,
      logDensity: (x) =>
        this.logLikelihood(x) - 0.5 * pulled(x).reduce((sum, value, i) => sum + value * (x[i]! - mean), 0),
      gradient: (x) => pulled(x).map((value, i) => counts[i]! - area * Math.exp(x[i]!) - value),
      precision: (x) =>
        Array.from(x, (value, i) => {
          const row = Array.from(precision.subarray(i * dimension, (i + 1) * dimension));
          row[i]! += area * Math.exp(value);
          return row;
        }),
    };
  }
}

/** AᵀA of a lower triangular A, row-major; Σ_k over rows k, of which the first k + 1 entries count. */
function gram(lower: Matrix): Float64Array {
  const d = lower.rows;
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    const row = lower.getRow(k);
    for (let i = 0; i <= k; i++) {
      const factor = row[i]!;
      for (let j = 0, at = i * d; j <= i; j++) out[at + j]! += factor * row[j]!;
    }
  }
  for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) out[j * d + i] = out[i * d + j]!;
  return out;
}
