import { z } from 'zod';
import { defineTarget } from './define.ts';
import { dimension, point, positive } from './parameters.ts';
import { quarticModes } from './quartic-modes.ts';
import { quarticWell } from './quartic-well.ts';

/** Beyond this there are more than 16 modes to list. */
const MOST_WITH_MODES = 4;

/**
 * The posterior of θ where only its square is observed: y_i ~ N(θ², noise²) for each entry of `data`, θ ~ N(priorMean, priorScale²); in
 * `dimension` coordinates, independent and with the same data each. log density = Σ_k log p(y, θ = x_k)/p(y, θ = 0), not normalised, which is exactly
 * −Σ_k (a x_k⁴/4 − b x_k²/2 − c x_k) with a = 2n/noise², b = 2Σy/noise² − 1/priorScale², c = priorMean/priorScale² for n observations, so that
 * `logNormalizer` = dimension · log p(y)/p(y, θ = 0).
 *
 * Where the mean of y is well above 0 there are modes near ±√(mean of y): mirror images for priorMean = 0, of different mass otherwise;
 * 2^dimension modes in all, listed up to dimension 4. Moments, normaliser and masses by quadrature in float64, samples by the inverse distribution
 * function.
 */
export const quarticPosterior = defineTarget({
  type: 'quartic-posterior',
  title: 'Quartic posterior',
  description: 'posterior of θ given noisy observations of θ²: two modes of known mass in each coordinate',
  parameters: z.strictObject({
    dimension: dimension.default(1),
    data: point.default([1.2, 1.9, 0.8, 1.5, 1.6]).describe('observations of θ²'),
    noise: positive.default(1).describe('standard deviation of an observation'),
    priorMean: z.number().default(0).describe('of θ: tilts the modes'),
    priorScale: positive.default(2).describe('standard deviation of θ under the prior'),
  }),
  build: ({ dimension: d, data, noise, priorMean, priorScale }) => {
    const sum = data.reduce((total, value) => total + value, 0);
    const precision = 1 / (noise * noise);
    const priorPrecision = 1 / (priorScale * priorScale);
    const well = {
      a: 2 * data.length * precision,
      b: 2 * sum * precision - priorPrecision,
      c: priorMean * priorPrecision,
    };
    const target = quarticWell('quartic posterior', well, d);
    const modes = d <= MOST_WITH_MODES ? quarticModes(well, d) : undefined;
    return Object.assign(target, modes && { modes });
  },
});
