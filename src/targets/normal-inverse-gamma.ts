import { cholesky, logDeterminant, Matrix, symmetricInverse } from '../linalg/index.ts';
import { Density1D } from './density-1d.ts';
import { logGamma } from './log-gamma.ts';
import type { Moments, Squares } from './target.ts';

/** y = Aβ + σε with β | σ ~ N(0, (priorScale σ)² I) and σ² ~ inverse-gamma(shape, scale). */
export interface ConjugateRegression {
  /** A, [n, p]. */
  design: readonly (readonly number[])[];
  /** y, [n]. */
  response: readonly number[];
  priorScale: number;
  shape: number;
  scale: number;
}

/** Nothing of the density of log σ beyond exp(−36) of its peak shows in float64. */
const DEPTH = 36;

/**
 * The posterior of a conjugate regression in closed form (Gelman et al., Bayesian Data Analysis, section 14.8), in float64: β | σ ~ N(mean, σ² Λ⁻¹),
 * σ² ~ inverse-gamma(shape, scale), as the law of (β, log σ).
 */
export class NormalInverseGamma {
  /** Λ = AᵀA + I/priorScale², [p, p]. */
  readonly precision: Matrix;
  readonly mean: number[];
  readonly shape: number;
  readonly scale: number;
  /** L with L Lᵀ = Λ⁻¹. */
  readonly lower: Matrix;
  /** log p(y). */
  readonly logEvidence: number;
  #logSigma?: Density1D;

  constructor({ design, response, priorScale, shape, scale }: ConjugateRegression) {
    const a = new Matrix(design as number[][]);
    const y = Matrix.columnVector(response as number[]);
    const [n, p] = [a.rows, a.columns];
    this.precision = a
      .transpose()
      .mmul(a)
      .add(Matrix.eye(p, p).div(priorScale * priorScale));
    const covariance = symmetricInverse(this.precision);
    const mean = covariance.mmul(a.transpose().mmul(y));
    this.lower = cholesky(covariance);
    this.mean = mean.to1DArray();
    this.shape = shape + n / 2;
    const residual = Matrix.sub(y, a.mmul(mean));
    this.scale = scale + (residual.dot(residual) + mean.dot(mean) / (priorScale * priorScale)) / 2;
    this.logEvidence =
      (-n / 2) * Math.log(2 * Math.PI) -
      0.5 * logDeterminant(this.precision) -
      p * Math.log(priorScale) +
      shape * Math.log(scale) -
      this.shape * Math.log(this.scale) +
      logGamma(this.shape) -
      logGamma(shape);
  }

  /** log c in p(y, β, l) = c · exp(−(2·shape + p) l − e^{−2l} (scale + ½ (β − mean)ᵀΛ(β − mean))). */
  get logConstant(): number {
    const gaussian = 0.5 * logDeterminant(this.precision) - (this.mean.length / 2) * Math.log(2 * Math.PI);
    const ofLogSigma = Math.LN2 + this.shape * Math.log(this.scale) - logGamma(this.shape);
    return this.logEvidence + gaussian + ofLogSigma;
  }

  /** The law of log σ, ∝ exp(−2·shape·l − scale·e^{−2l}): the Jacobian dσ²/dl = 2σ² is in it. */
  get logSigma(): Density1D {
    return (this.#logSigma ??= this.#densityOfLogSigma());
  }

  #densityOfLogSigma(): Density1D {
    const { shape, scale } = this;
    const peak = 0.5 * Math.log(scale / shape);
    const relative = (t: number): number => -shape * (2 * t + Math.expm1(-2 * t));
    const reach = (sign: number): number => {
      let t = sign / Math.sqrt(shape);
      while (relative(t) > -DEPTH) t *= 1.25;
      return t;
    };
    return new Density1D((l) => relative(l - peak), peak + reach(-1), peak + reach(1));
  }

  /** Of (β, log σ). β and log σ are uncorrelated, because E(β | σ) does not depend on σ; Cov β = E σ² · Λ⁻¹. */
  get moments(): Moments {
    const p = this.mean.length;
    const logSigma = this.logSigma.expectation((l) => l);
    const variance = this.scale / (this.shape - 1);
    const covariance = this.#unscaledCovariance().mul(variance).to2DArray();
    return {
      mean: [...this.mean, logSigma],
      covariance: [
        ...covariance.map((row) => [...row, 0]),
        [...new Array<number>(p).fill(0), this.logSigma.expectation((l) => (l - logSigma) ** 2)],
      ],
    };
  }

  /** Of (β, log σ); undefined where E σ⁴ does not exist, which takes one observation and a shape below 3/2, two and below 1, or three and below ½. */
  get squares(): Squares | undefined {
    if (this.shape <= 2) return undefined;
    const second = this.scale / (this.shape - 1);
    const fourth = (second * this.scale) / (this.shape - 2);
    const spread = this.#unscaledCovariance().diagonal();
    const logSquare = this.logSigma.expectation((l) => l * l);
    // Given σ, with v = σ² (Λ⁻¹)_kk: E β² = m² + v, E β⁴ = m⁴ + 6m²v + 3v².
    return {
      mean: [...this.mean.map((m, k) => m * m + second * spread[k]!), logSquare],
      variance: [
        ...this.mean.map((m, k) => {
          const v = second * spread[k]!;
          return 4 * m * m * v + 3 * fourth * spread[k]! ** 2 - v * v;
        }),
        this.logSigma.expectation((l) => (l * l - logSquare) ** 2),
      ],
    };
  }

  #unscaledCovariance(): Matrix {
    return this.lower.mmul(this.lower.transpose());
  }
}
