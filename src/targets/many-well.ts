import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { normals } from '../random/index.ts';
import { defineTarget } from './define.ts';
import { evenDimension, paired, unpaired } from './pairs.ts';
import { positive } from './parameters.ts';
import { quarticModes, wellsOf } from './quartic-modes.ts';
import { type QuarticWell, quarticWell } from './quartic-well.ts';
import { drawOf } from './sampling.ts';
import { symmetricSquares } from './squares.ts';
import type { CoordinateModes, Modes } from './target.ts';

/** Beyond this there are more than 16 modes to list. */
const MOST_WITH_MODES = 8;
const REACH = 4;

/**
 * Independent pairs of coordinates, in each of them V(x, y) = a x⁴/4 − b x²/2 − c x + (precision/2) y², density ∝ e^{−V}; log density exactly −V, not
 * normalised. The defaults are the log density −x⁴ + 6x² + x/2 − y²/2 of Noé et al. 2019 (Science 365), "Boltzmann generators", as Midgley
 * et al. 2023 (arXiv 2208.01893) repeat it 16 times in dimension 32: 2^{d/2} modes, where the two of a pair lie at ±√(b/a) for small c.
 *
 * Moments and normaliser by quadrature, samples by the inverse distribution function. Where there are two wells to a pair, modes are listed up to
 * dimension 8, and the two of every pair (`coordinateModes`) beyond.
 */
export const manyWell = defineTarget({
  type: 'many-well',
  title: 'Many-well',
  description:
    'pairs of a double well and a Gaussian: 2^(d/2) modes of different mass; 32 dimensions in the literature',
  parameters: z.strictObject({
    dimension: evenDimension.default(2),
    a: positive.default(4).describe('coefficient of x⁴/4'),
    b: z.number().default(12).describe('coefficient of −x²/2'),
    c: z.number().default(0.5).describe('tilt: coefficient of −x'),
    precision: positive.default(1).describe('of the second coordinate of a pair'),
  }),
  build: ({ dimension: d, precision, ...well }) => {
    const pairs = d / 2;
    const wells = quarticWell('wells', well, pairs);
    const modes = d <= MOST_WITH_MODES ? modesOf(well, pairs) : undefined;
    const coordinateModes = d > MOST_WITH_MODES ? modesOfPairs(well, pairs) : undefined;
    const reach = REACH / Math.sqrt(precision);
    return {
      name: 'many-well',
      dimension: d,
      logDensity: (x) =>
        tf.tidy(() => {
          const [first, second] = unpaired(x);
          return tf.sub(wells.logDensity(first), tf.mul(tf.sum(tf.square(second), 1), precision / 2)) as tf.Tensor1D;
        }),
      gradLogDensity: (x) =>
        tf.tidy(() => {
          const [first, second] = unpaired(x);
          return paired(wells.gradLogDensity(first), tf.mul(second, -precision));
        }),
      get moments() {
        const { mean, covariance } = wells.moments!;
        return {
          mean: mean.flatMap((value) => [value, 0]),
          covariance: diagonal(covariance.flatMap((row, k) => [row[k]!, 1 / precision])).to2DArray(),
        };
      },
      get squares() {
        const first = wells.squares!;
        const second = symmetricSquares([0], [1 / precision]);
        return {
          mean: first.mean.flatMap((value) => [value, second.mean[0]!]),
          variance: first.variance.flatMap((value) => [value, second.variance[0]!]),
        };
      },
      get logNormalizer() {
        return wells.logNormalizer! + (pairs / 2) * Math.log((2 * Math.PI) / precision);
      },
      ...(modes && { modes }),
      ...(coordinateModes && { coordinateModes }),
      sample: (count, seed) => {
        const first = wells.sample!(count, seed);
        const second = normals(count, pairs, drawOf(seed, 1));
        return Float32Array.from({ length: count * d }, (_, i) =>
          i % 2 === 0 ? first[i / 2]! : second[(i - 1) / 2]! / Math.sqrt(precision),
        );
      },
      bounds: wells.bounds.flatMap((bounds): [number, number][] => [bounds, [-reach, reach]]),
    };
  },
});

/** The modes of the first coordinates, with 0 for the second ones. */
function modesOf(well: QuarticWell, pairs: number): Modes | undefined {
  const modes = quarticModes(well, pairs);
  return modes && { ...modes, centres: modes.centres.map((centre) => centre.flatMap((value) => [value, 0])) };
}

/** The two wells of every pair. */
function modesOfPairs(well: QuarticWell, pairs: number): CoordinateModes[] | undefined {
  const wells = wellsOf(well);
  return wells && Array.from({ length: pairs }, (_, k) => ({ coordinate: 2 * k, ...wells }));
}
