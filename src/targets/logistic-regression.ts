import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineTarget } from './define.ts';
import { type Integrals, type LaplaceApproximation, type LogConcave, laplace, laplaceIntegrals } from './laplace.ts';
import { points, positive } from './parameters.ts';
import { designMatrix, penguinFeatures, penguinFeaturesOf, penguinSexes, penguinSpecies } from './regression-data.ts';
import { RejectionSampler } from './rejection.ts';
import { inBlocks } from './rows.ts';

const ownData = z
  .strictObject({ features: points, labels: z.array(z.union([z.literal(0), z.literal(1)])) })
  .superRefine(({ features, labels }, context) => {
    if (features.length !== labels.length)
      context.addIssue({
        code: 'custom',
        path: ['labels'],
        message: `must have one label for each of the ${features.length} rows, got ${labels.length}`,
      });
  });

/** Up to this dimension exact samples by rejection are cheap. */
const LARGEST_SAMPLED = 6;

/**
 * The posterior of a Bayesian logistic regression: P(label = 1 | a) = 1/(1 + e^{−a·β}), β ~ N(0, priorScale² I), a = (1, features), the features
 * standardised (mean 0, variance 1). log density = Σ_i log σ(±a_i·β) − |β|²/(2 priorScale²), not normalised.
 *
 * By default the sex of the 146 Adelie penguins of `assets/penguins.ts` from beak depth and flipper length: d = 3 (intercept, beak depth,
 * flipper length). The sexes overlap (19 % of the fitted labels are wrong), so that the likelihood alone has a maximum.
 *
 * Moments and normaliser by a product Gauss-Hermite rule around the mode (d ≤ 5), exact samples by rejection from a Student proposal (d ≤ 6): some 40 µs a
 * sample for the penguins, milliseconds where the data are nearly separable and the prior is wide.
 */
export const logisticRegression = defineTarget({
  type: 'logistic-regression',
  title: 'Logistic regression',
  description: 'posterior of the sex of Palmer penguins given their measurements, or of your own data',
  parameters: z
    .strictObject({
      data: z.union([z.literal('penguins'), ownData]).default('penguins'),
      features: z
        .array(z.enum(penguinFeatures))
        .min(1)
        .optional()
        .describe('of the penguins, default beak-depth, flipper-length'),
      species: z.enum(penguinSpecies).optional().describe('of the penguins, default Adelie'),
      priorScale: positive.default(2).describe('standard deviation of every coefficient under the prior'),
    })
    .superRefine(({ data, features, species }, context) => {
      if (data !== 'penguins' && (features || species))
        context.addIssue({ code: 'custom', message: 'takes features and species only with the data "penguins"' });
      if (features && new Set(features).size < features.length)
        context.addIssue({ code: 'custom', path: ['features'], message: 'must not repeat a feature' });
    }),
  build: ({ data, features = ['beak-depth', 'flipper-length'] as const, species = 'Adelie', priorScale }) => {
    const own = data === 'penguins' ? undefined : data;
    const design = designMatrix(own?.features ?? penguinFeaturesOf(features, species), 'logistic-regression');
    const labels = own?.labels ?? penguinSexes(species);
    const signed = design.map((row, i) => (labels[i] === 1 ? row : row.map((value) => -value)));
    const d = signed[0]!.length;
    const precision = 1 / (priorScale * priorScale);
    const posterior = posteriorOf(signed, precision);
    const approximation = laplace(posterior);
    let known: Integrals | undefined;
    const integrals = (): Integrals | undefined => (known ??= laplaceIntegrals(posterior, approximation));
    let sampler: RejectionSampler | undefined;
    return {
      name: data === 'penguins' ? 'logistic regression of penguins' : 'logistic regression',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() =>
          inBlocks(x, signed.length, (block) => {
            const margin = tf.matMul(block, tf.tensor2d(signed), false, true);
            const loss = tf.sum(tf.softplus(tf.neg(margin)), 1);
            return tf.neg(tf.add(loss, tf.mul(tf.sum(tf.square(block), 1), precision / 2))) as tf.Tensor1D;
          }),
        ),
      gradLogDensity: (x) =>
        tf.tidy(() =>
          inBlocks(x, signed.length, (block) => {
            const design = tf.tensor2d(signed);
            const wrong = tf.sigmoid(tf.neg(tf.matMul(block, design, false, true)));
            return tf.sub(tf.matMul(wrong, design), tf.mul(block, precision)) as tf.Tensor2D;
          }),
        ),
      get moments() {
        return integrals()?.moments;
      },
      get squares() {
        return integrals()?.squares;
      },
      get logNormalizer() {
        return integrals()?.logNormalizer;
      },
      ...(d <= LARGEST_SAMPLED && {
        sample: (count, seed) => (sampler ??= new RejectionSampler(posterior, approximation)).sample(count, seed),
      }),
      bounds: boundsOf(approximation),
      fused: {
        kind: 'logistic',
        dimension: d,
        parameters: Float32Array.from([precision, ...signed.flat()]),
      },
    };
  },
});

function boundsOf({ mode, lower }: LaplaceApproximation): [number, number][] {
  return Array.from(mode, (centre, i) => {
    const reach = 4 * Math.hypot(...lower.getRow(i));
    return [centre - reach, centre + reach];
  });
}

/** The posterior in float64, from rows a_i that carry the sign of their label. */
function posteriorOf(signed: readonly number[][], priorPrecision: number): LogConcave {
  const dimension = signed[0]!.length;
  const margin = (row: readonly number[], x: Float64Array): number => {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += row[j]! * x[j]!;
    return sum;
  };
  return {
    dimension,
    logDensity(x) {
      let energy = 0;
      for (let j = 0; j < dimension; j++) energy += 0.5 * priorPrecision * x[j]! * x[j]!;
      // Σ log(1 + e^{−|t|}) by one logarithm for many rows: each factor is at most 2.
      let product = 1;
      for (let i = 0; i < signed.length; i++) {
        const t = margin(signed[i]!, x);
        energy += Math.max(-t, 0);
        product *= 1 + Math.exp(-Math.abs(t));
        if (i % 512 === 511 || i === signed.length - 1) {
          energy += Math.log(product);
          product = 1;
        }
      }
      return -energy;
    },
    gradient(x) {
      const out = x.map((value) => -priorPrecision * value);
      for (const row of signed) {
        const wrong = 1 / (1 + Math.exp(margin(row, x)));
        for (let j = 0; j < dimension; j++) out[j]! += wrong * row[j]!;
      }
      return out;
    },
    precision(x) {
      const out = Array.from(x, (_, i) => Array.from(x, (__, j) => (i === j ? priorPrecision : 0)));
      for (const row of signed) {
        const wrong = 1 / (1 + Math.exp(margin(row, x)));
        for (let i = 0; i < dimension; i++)
          for (let j = 0; j < dimension; j++) out[i]![j]! += wrong * (1 - wrong) * row[i]! * row[j]!;
      }
      return out;
    },
  };
}
