import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { cholesky } from '../linalg/index.ts';
import { defineTarget } from './define.ts';
import { NormalInverseGamma } from './normal-inverse-gamma.ts';
import { points, positive } from './parameters.ts';
import { designMatrix, penguinFeaturesOf, penguinSpecies, standardised } from './regression-data.ts';
import { affineRow, sampleRows } from './sampling.ts';
import type { Moments, Squares, Target } from './target.ts';

const ownData = z
  .strictObject({ features: points, response: z.array(z.number()) })
  .superRefine(({ features, response }, context) => {
    if (features.length !== response.length)
      context.addIssue({
        code: 'custom',
        path: ['response'],
        message: `must have one number for each of the ${features.length} rows, got ${response.length}`,
      });
  });

const sizes = ['beak-length', 'beak-depth', 'flipper-length'] as const;
const DEFAULT_FEATURES = ['flipper-length', 'beak-length', 'beak-depth'] as const;

/** Pictures show this many standard deviations to either side. */
const REACH = 4;

/**
 * The posterior of a Bayesian linear regression y = a·β + σε, ε ~ N(0, 1), a = (1, features), features and response standardised (mean 0,
 * variance 1), with the conjugate prior β | σ ~ N(0, (priorScale σ)² I), σ² ~ inverse-gamma(shape, scale), of density scale^shape/Γ(shape) ·
 * (σ²)^{−shape−1} e^{−scale/σ²}. x = (β, l) with l = log σ, [1 + features + 1].
 *
 * log density = log p(y | β, σ) + log p(β | σ) + log p(σ²) + log 2σ² with every constant; the last term is the Jacobian dσ²/dl, which some published
 * suites leave out (their l lies 1/(2·shape + n) too low). So `logNormalizer` is the evidence log p(y).
 *
 * By default the body mass of the 333 penguins of `assets/penguins.ts` from flipper length, beak length and beak depth: d = 5.
 *
 * σ² given y is inverse-gamma and β given σ is Gaussian, so that all is in closed form, but moments of l, by quadrature in one dimension; exact
 * samples draw l by its inverse distribution function and then β.
 */
export const linearRegression = defineTarget({
  type: 'linear-regression',
  title: 'Linear regression',
  description: 'posterior of coefficients and log σ: body mass of Palmer penguins given their sizes, or your own data',
  parameters: z
    .strictObject({
      data: z.union([z.literal('penguins'), ownData]).default('penguins'),
      features: z
        .array(z.enum(sizes))
        .min(1)
        .optional()
        .describe('of the penguins, default flipper-length, beak-length, beak-depth'),
      species: z.enum(penguinSpecies).optional().describe('of the penguins, default all'),
      priorScale: positive
        .default(2)
        .describe('standard deviation of every coefficient under the prior, in units of σ'),
      shape: positive.default(2).describe('of the inverse-gamma prior of σ²'),
      scale: positive.default(0.5).describe('of the inverse-gamma prior of σ²'),
    })
    .superRefine(({ data, features, species }, context) => {
      if (data !== 'penguins' && (features || species))
        context.addIssue({ code: 'custom', message: 'takes features and species only with the data "penguins"' });
      if (features && new Set(features).size < features.length)
        context.addIssue({ code: 'custom', path: ['features'], message: 'must not repeat a feature' });
    }),
  build: ({ data, features = DEFAULT_FEATURES, species = 'all', ...prior }) => {
    const own = data === 'penguins' ? undefined : data;
    const type = 'linear-regression';
    const rows = own?.features ?? penguinFeaturesOf(features, species);
    const outcomes = own?.response ?? penguinFeaturesOf(['body-mass'], species).map(([mass]) => mass!);
    const response = standardised(outcomes, type, ['data', 'response'], 'every value');
    const law = new NormalInverseGamma({ design: designMatrix(rows, type), response, ...prior });
    const p = law.mean.length;
    let known: Moments | undefined;
    let squares: Squares | undefined;
    const moments = (): Moments => (known ??= law.moments);
    return {
      name: own ? 'linear regression' : 'linear regression of penguins',
      dimension: p + 1,
      ...densityOf(law),
      get moments() {
        return moments();
      },
      get squares() {
        return (squares ??= law.squares);
      },
      logNormalizer: law.logEvidence,
      sample: (count, seed) =>
        sampleRows(
          count,
          p + 1,
          seed,
          (row, normal, uniform) => {
            const logSigma = law.logSigma.quantile(uniform);
            affineRow(row, law.mean, law.lower, normal, Math.exp(logSigma));
            row[p] = logSigma;
          },
          p,
        ),
      get bounds() {
        const { mean, covariance } = moments();
        return mean.map((centre, i): [number, number] => {
          const reach = REACH * Math.sqrt(covariance[i]![i]!);
          return [centre - reach, centre + reach];
        });
      },
    };
  },
});

/**
 * With the square completed and t = l − centre, so that float32 subtracts nothing large:
 *   log density = atCentre − 2at − e^{−2t} (a + ½ |Rᵀ(β − mean)|²), a = shape + p/2 = scale e^{−2·centre}, R Rᵀ = e^{−2·centre} Λ.
 */
function densityOf(law: NormalInverseGamma): Pick<Target, 'logDensity' | 'gradLogDensity'> {
  const p = law.mean.length;
  const a = law.shape + p / 2;
  const centre = 0.5 * Math.log(law.scale / a);
  const atCentre = law.logConstant - 2 * a * centre;
  const root = cholesky(law.precision).mul(Math.exp(-centre)).to2DArray();
  const parts = (x: tf.Tensor2D) => {
    const residual = tf.sub(tf.slice(x, [0, 0], [-1, p]), tf.tensor1d(law.mean)) as tf.Tensor2D;
    const t = tf.sub(tf.slice(x, [0, p], [-1, 1]), centre);
    const scaled = tf.matMul(residual, tf.tensor2d(root));
    return { t, shrink: tf.exp(tf.mul(t, -2)), scaled, square: tf.sum(tf.square(scaled), 1, true) };
  };
  return {
    logDensity: (x) =>
      tf.tidy(() => {
        const { t, shrink, square } = parts(x);
        const energy = tf.add(tf.mul(t, 2 * a), tf.mul(shrink, tf.add(tf.mul(square, 0.5), a)));
        return tf.squeeze(tf.sub(atCentre, energy), [1]) as tf.Tensor1D;
      }),
    gradLogDensity: (x) =>
      tf.tidy(() => {
        const { shrink, scaled, square } = parts(x);
        const alongBeta = tf.mul(tf.neg(shrink), tf.matMul(scaled, tf.tensor2d(root), false, true));
        const alongL = tf.add(tf.mul(tf.sub(shrink, 1), 2 * a), tf.mul(shrink, square));
        return tf.concat([alongBeta, alongL], 1) as tf.Tensor2D;
      }),
  };
}
