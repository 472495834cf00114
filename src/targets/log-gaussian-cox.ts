import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { simulatedSaplings } from '../../assets/simulated-saplings.ts';
import type { Key } from '../random/index.ts';
import { CoxLattice, type Parametrisation, parametrisations } from './cox-lattice.ts';
import { coxReference } from './cox-reference.ts';
import { defineTarget } from './define.ts';
import { laplace, laplaceIntegrals } from './laplace.ts';
import { positive } from './parameters.ts';
import { RejectionSampler } from './rejection.ts';
import type { Target } from './target.ts';

const place = z.number().min(0).max(1);
const placesInSquare = z.array(z.tuple([place, place])).min(1);

/** Up to this dimension the posterior is integrated and sampled exactly. */
const LARGEST_INTEGRATED = 4;
/** Pictures show this many standard deviations of the prior to either side. */
const REACH = 4.5;

/**
 * The posterior of a log-Gaussian Cox process (Møller, Syversveen & Waagepetersen 1998, Scand. J. Stat. 25:451) on `grid` × `grid` = d cells of the
 * unit square: y_i | x ~ Poisson(a e^{x_i}) points in cell i of area a = 1/d, x ~ N(mean · 1, Σ), Σ_ij = variance · exp(−|i − j|/(grid · β)) with the
 * distance |i − j| of cells in units of a cell's side and β = correlationLength. By default variance = 1.91, β = 1/33 and mean = log n − variance/2
 * for n points, so that n is what the prior expects: with n = 126 and grid = 40 (d = 1,600) the model of the literature.
 *
 * The default data are NOT the Finnish pine saplings of the literature, whose licence does not fit ours, but 126 points simulated from the same model
 * with the same parameters (`assets/simulated-saplings.ts`): figures of papers do not carry over. Give the pines, scaled to the unit square, as `data`.
 *
 * log density = Σ_i (y_i x_i − a e^{x_i}) + log prior, all without constants (no log y_i!, no log a, no log 2π, no log det):
 * - whitened (default): of z ∈ R^d with x = mean + Lz, L the lower Cholesky factor of Σ, log prior = −|z|²/2;
 * - centred: of x ∈ R^d itself, log prior = −(x − mean)ᵀΣ⁻¹(x − mean)/2. Its log Z is larger by log det L.
 *
 * Truths: for grid 16 with the default data and parameters from a long run of Hamiltonian Monte Carlo in float64 (`npm run references`), with the
 * standard errors that stand in `assets/log-gaussian-cox-16.ts`; for grids 1 and 2 by quadrature, with exact samples; none otherwise.
 *
 * A gradient costs two products [n, d] × [d, d] (centred: one); the Cholesky factor is made once, when first needed: seconds for d = 1,600.
 */
export const logGaussianCox = defineTarget({
  type: 'log-gaussian-cox',
  title: 'Log-Gaussian Cox process',
  description:
    'posterior of a latent Gaussian field given points in the unit square: d = grid², 1,600 in the literature',
  parameters: z.strictObject({
    grid: z.int().min(1).max(64).default(40).describe('cells per axis'),
    data: z
      .union([z.literal('simulated'), placesInSquare])
      .default('simulated')
      .describe('points in the unit square, or the 126 simulated ones'),
    variance: positive.default(1.91).describe('of the latent field'),
    correlationLength: positive.default(1 / 33).describe('β, where the side of the square is 1'),
    mean: z.number().optional().describe('of the latent field, default log n − variance/2'),
    parametrisation: z.enum(parametrisations).default('whitened'),
  }),
  build: ({ grid, data, variance, correlationLength, mean, parametrisation }) => {
    const points = data === 'simulated' ? simulatedSaplings : data;
    const lattice = new CoxLattice({
      grid,
      points,
      mean: mean ?? Math.log(points.length) - variance / 2,
      variance,
      correlationLength,
    });
    const d = lattice.dimension;
    const [centre, deviation] = parametrisation === 'whitened' ? [0, 1] : [lattice.mean, Math.sqrt(variance)];
    const reach = REACH * deviation;
    return Object.defineProperties(
      {
        name: 'log-Gaussian Cox process',
        dimension: d,
        ...(parametrisation === 'whitened' ? whitened(lattice) : centred(lattice)),
        bounds: Array.from({ length: d }, (): [number, number] => [centre - reach, centre + reach]),
      },
      Object.getOwnPropertyDescriptors(truth(lattice, parametrisation)),
    );
  },
});

type Density = Pick<Target, 'logDensity' | 'gradLogDensity'>;
type Truth = Pick<Target, 'moments' | 'squares' | 'logNormalizer' | 'sample'>;

/** Computed when first asked for. */
function truth(lattice: CoxLattice, parametrisation: Parametrisation): Truth {
  const exact = lattice.dimension <= LARGEST_INTEGRATED ? integrated(lattice, parametrisation) : undefined;
  const integrals = exact?.integrals ?? once(() => coxReference(lattice, parametrisation));
  return {
    get moments() {
      return integrals()?.moments;
    },
    get squares() {
      return integrals()?.squares;
    },
    get logNormalizer() {
      return integrals()?.logNormalizer;
    },
    ...(exact && { sample: exact.sample }),
  };
}

/** By a product rule around the mode and by rejection. */
function integrated(lattice: CoxLattice, parametrisation: Parametrisation) {
  const posterior = lattice.posterior(parametrisation);
  const approximation = once(() => laplace(posterior));
  const sampler = once(() => new RejectionSampler(posterior, approximation()));
  return {
    integrals: once(() => laplaceIntegrals(posterior, approximation())!),
    sample: (count: number, seed: string | Key) => sampler().sample(count, seed),
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Row-major float64 as a tensor [d, d]; the float32 copy is made once. */
function squareTensor(entries: () => Float64Array, dimension: number): () => tf.Tensor2D {
  const values = once(() => Float32Array.from(entries()));
  return () => tf.tensor2d(values(), [dimension, dimension]);
}

function whitened(lattice: CoxLattice): Density {
  const lower = squareTensor(() => lattice.flatLower, lattice.dimension);
  const field = (z: tf.Tensor2D, factor: tf.Tensor2D): tf.Tensor =>
    tf.add(tf.matMul(z, factor, false, true), lattice.mean);
  return {
    logDensity: (z) =>
      tf.tidy(() => {
        const prior = tf.mul(tf.sum(tf.square(z), 1), 0.5);
        return tf.sub(logLikelihood(lattice, field(z, lower())), prior) as tf.Tensor1D;
      }),
    gradLogDensity: (z) =>
      tf.tidy(() => {
        const factor = lower();
        return tf.sub(tf.matMul(pull(lattice, field(z, factor)) as tf.Tensor2D, factor), z) as tf.Tensor2D;
      }),
  };
}

function centred(lattice: CoxLattice): Density {
  const precision = squareTensor(() => lattice.precision, lattice.dimension);
  return {
    logDensity: (x) =>
      tf.tidy(() => {
        const residual = tf.sub(x, lattice.mean) as tf.Tensor2D;
        const prior = tf.mul(tf.sum(tf.mul(residual, tf.matMul(residual, precision())), 1), 0.5);
        return tf.sub(logLikelihood(lattice, x), prior) as tf.Tensor1D;
      }),
    gradLogDensity: (x) =>
      tf.tidy(() => {
        const residual = tf.sub(x, lattice.mean) as tf.Tensor2D;
        return tf.sub(pull(lattice, x), tf.matMul(residual, precision())) as tf.Tensor2D;
      }),
  };
}

/** Σ_i y_i x_i − a e^{x_i}, [n]. */
const logLikelihood = ({ counts, area }: CoxLattice, x: tf.Tensor): tf.Tensor =>
  tf.sum(tf.sub(tf.mul(x, tf.tensor1d(Float32Array.from(counts))), tf.mul(tf.exp(x), area)), 1);

/** Its gradient, y − a e^x, [n, d]. */
const pull = ({ counts, area }: CoxLattice, x: tf.Tensor): tf.Tensor =>
  tf.sub(tf.tensor1d(Float32Array.from(counts)), tf.mul(tf.exp(x), area));
