import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineTarget } from './define.ts';
import { Density1D } from './density-1d.ts';
import { positive } from './parameters.ts';
import { MomentSum } from './quadrature.ts';
import { sampleRows } from './sampling.ts';
import { SquareSum } from './squares.ts';
import type { Moments, Squares } from './target.ts';

/** Effects of coaching on test scores in eight schools, and their standard errors: Rubin (1981), J. Educ. Stat. 6:377, table 1. */
const EFFECTS = [28, 8, -3, 7, -1, 1, 18, 12];
const ERRORS = [15, 10, 16, 11, 9, 11, 10, 18];
const SCHOOLS = EFFECTS.length;
const VARIANCES = ERRORS.map((error) => error * error);
const PRECISIONS = VARIANCES.map((variance) => 1 / variance);

/**
 * Eight schools (Rubin 1981; Gelman et al., Bayesian Data Analysis, section 5.5), non-centred: y_j ~ N(θ_j, σ_j²), θ_j = μ + τη_j, η_j ~ N(0, 1),
 * μ ~ N(0, meanScale²), τ ~ half-Cauchy(spreadScale). x = (μ, log τ, η₁, …, η₈), d = 10; the Jacobian of log τ is included; not normalised.
 *
 * Given τ all the rest is Gaussian and p(τ | y) has a closed form, so that moments and the normaliser are one quadrature over log τ, and exact
 * samples draw log τ by its inverse distribution function and the rest from the conditional Gaussians.
 */
export const eightSchools = defineTarget({
  type: 'eight-schools',
  title: 'Eight schools',
  description: 'the hierarchical model of Rubin (1981), non-centred: d = 10',
  parameters: z.strictObject({
    meanScale: positive.default(5).describe('standard deviation of μ under its prior'),
    spreadScale: positive.default(5).describe('scale of the half-Cauchy prior of τ'),
  }),
  build: ({ meanScale, spreadScale }) => {
    const meanPrecision = 1 / (meanScale * meanScale);
    const logSquare = 2 * Math.log(spreadScale);
    const dimension = SCHOOLS + 2;
    let density: Density1D | undefined;
    const logSpread = (): Density1D => (density ??= densityOf(meanPrecision, logSquare));
    let moments: Moments | undefined;
    let squares: Squares | undefined;
    return {
      name: 'eight schools',
      dimension,
      logDensity: (x) =>
        tf.tidy(() => {
          const { mean, l, eta, residual } = split(x);
          const likelihood = tf.sum(tf.mul(tf.square(residual), tf.tensor1d(PRECISIONS)), 1, true);
          const squares = tf.add(tf.sum(tf.square(eta), 1, true), tf.mul(tf.square(mean), meanPrecision));
          const priorOfL = tf.sub(l, tf.softplus(tf.sub(tf.mul(l, 2), logSquare)));
          return tf.squeeze(tf.sub(priorOfL, tf.mul(tf.add(squares, likelihood), 0.5)), [1]) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const { mean, l, spread, eta, residual } = split(x);
          const pull = tf.mul(residual, tf.tensor1d(PRECISIONS));
          const alongMean = tf.sub(tf.sum(pull, 1, true), tf.mul(mean, meanPrecision));
          const slope = tf.sub(1, tf.mul(tf.sigmoid(tf.sub(tf.mul(l, 2), logSquare)), 2));
          const alongL = tf.add(slope, tf.mul(spread, tf.sum(tf.mul(pull, eta), 1, true)));
          return tf.concat([alongMean, alongL, tf.sub(tf.mul(spread, pull), eta)], 1) as tf.Tensor2D;
        }),
      get moments() {
        return (moments ??= momentsOf(logSpread(), meanPrecision));
      },
      get squares() {
        return (squares ??= squaresOf(logSpread(), meanPrecision));
      },
      get logNormalizer() {
        // μ and the η_j are nine Gaussian integrals.
        const logErrors = ERRORS.reduce((sum, error) => sum + Math.log(error), 0);
        return logSpread().logMass + logErrors + 0.5 * (SCHOOLS + 1) * Math.log(2 * Math.PI);
      },
      sample: (count, seed) =>
        sampleRows(
          count,
          dimension,
          seed,
          (row, normal, uniform) => {
            const l = logSpread().quantile(uniform);
            const given = conditional(Math.exp(l), meanPrecision);
            const mean = given.mean + normal[0]! / Math.sqrt(given.precision);
            row[0] = mean;
            row[1] = l;
            for (let j = 0; j < SCHOOLS; j++)
              row[2 + j] = given.gain[j]! * (EFFECTS[j]! - mean) + normal[1 + j]! * given.deviation[j]!;
          },
          SCHOOLS + 1,
        ),
      bounds: [[-12, 20], [-5, 4.5], ...EFFECTS.map((): [number, number] => [-3.5, 3.5])], // biome-ignore format: one axis each
      fused: {
        kind: 'eight-schools',
        dimension,
        parameters: Float32Array.from([meanPrecision, logSquare, ...EFFECTS, ...PRECISIONS]),
      },
    };
  },
});

/** μ, l = log τ and τ as [n, 1]; η and the residuals y − μ − τη as [n, 8]. */
function split(x: tf.Tensor2D) {
  const mean = tf.slice(x, [0, 0], [-1, 1]);
  const l = tf.slice(x, [0, 1], [-1, 1]);
  const eta = tf.slice(x, [0, 2], [-1, SCHOOLS]);
  const spread = tf.exp(l);
  const residual = tf.sub(tf.tensor1d(EFFECTS), tf.add(mean, tf.mul(spread, eta)));
  return { mean, l, spread, eta, residual };
}

/** Given τ: μ ~ N(mean, 1/precision), and η_j ~ N(gain_j (y_j − μ), deviation_j²) given μ. */
function conditional(spread: number, meanPrecision: number) {
  const masses = VARIANCES.map((variance) => 1 / (variance + spread * spread));
  const precision = masses.reduce((sum, mass) => sum + mass, meanPrecision);
  const mean = masses.reduce((sum, mass, j) => sum + mass * EFFECTS[j]!, 0) / precision;
  const gain = masses.map((mass) => spread * mass);
  const deviation = masses.map((mass, j) => Math.sqrt(mass * VARIANCES[j]!));
  return { masses, precision, mean, gain, deviation };
}

/** p(log τ | y): prior with Jacobian times the likelihood with η and μ integrated out. */
function densityOf(meanPrecision: number, logSquare: number): Density1D {
  const logDensity = (l: number): number => {
    const { masses, precision, mean } = conditional(Math.exp(l), meanPrecision);
    const fit = masses.reduce((sum, mass, j) => sum + Math.log(mass) - mass * EFFECTS[j]! ** 2, 0);
    return l - Math.log1p(Math.exp(2 * l - logSquare)) + 0.5 * (fit + precision * mean ** 2 - Math.log(precision));
  };
  // Both tails are exponential in log τ: e^l to the left; the data cut the right one off, at the latest like e^{−9l}.
  return new Density1D(logDensity, Math.min(0, logSquare / 2) - 40, Math.max(5, logSquare / 2) + 8);
}

function momentsOf(density: Density1D, meanPrecision: number): Moments {
  const sum = new MomentSum(SCHOOLS + 2);
  const noise = new Float64Array(SCHOOLS);
  let meanNoise = 0;
  const mixed = new Float64Array(SCHOOLS);
  const gains = Array.from({ length: SCHOOLS }, () => new Float64Array(SCHOOLS));
  density.integrate((weight, l) => {
    const { precision, mean, gain, deviation } = conditional(Math.exp(l), meanPrecision);
    sum.add(weight, [mean, l, ...gain.map((each, j) => each * (EFFECTS[j]! - mean))]);
    meanNoise += weight / precision;
    for (let i = 0; i < SCHOOLS; i++) {
      noise[i]! += weight * deviation[i]! ** 2;
      mixed[i]! -= (weight * gain[i]!) / precision;
      for (let j = 0; j < SCHOOLS; j++) gains[i]![j]! += (weight * gain[i]! * gain[j]!) / precision;
    }
  });
  // Covariance = that of the conditional means + the mean of the conditional covariances.
  const { mean, covariance } = sum.moments;
  covariance[0]![0]! += meanNoise;
  for (let i = 0; i < SCHOOLS; i++) {
    covariance[0]![2 + i]! += mixed[i]!;
    covariance[2 + i]![0]! += mixed[i]!;
    covariance[2 + i]![2 + i]! += noise[i]!;
    for (let j = 0; j < SCHOOLS; j++) covariance[2 + i]![2 + j]! += gains[i]![j]!;
  }
  return { mean, covariance };
}

/** Given log τ all other coordinates are Gaussian. */
function squaresOf(density: Density1D, meanPrecision: number): Squares {
  const sum = new SquareSum(SCHOOLS + 2);
  density.integrate((weight, l) => {
    const { precision, mean, gain, deviation } = conditional(Math.exp(l), meanPrecision);
    const means = [mean, l, ...gain.map((each, j) => each * (EFFECTS[j]! - mean))];
    const variances = [1 / precision, 0, ...gain.map((each, j) => deviation[j]! ** 2 + each ** 2 / precision)];
    sum.add(weight, means, variances);
  });
  return sum.squares;
}
