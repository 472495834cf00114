import { InputError, RunError } from '../errors.ts';
import type { Key } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import { slicedDistance } from '../transport/index.ts';
import { type BiasSquared, biasSquaredOfSquares, biasSquaredOfX } from './bias-squared.ts';
import { type Cloud, requireClouds } from './cloud.ts';
import { projection } from './distance-with-floor.ts';
import { energyDistance } from './energy-distance.ts';
import { kernelSteinDiscrepancy } from './kernel-stein-discrepancy.ts';
import { logNormalizerError } from './log-normalizer-error.ts';
import { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
import { medianDistance } from './median-distance.ts';
import { modeWeightsErrorOf } from './mode-weights.ts';
import { scaledSinkhornDivergence } from './scaled-sinkhorn-divergence.ts';

export interface AssessOptions {
  /** Exact samples of the target: what distances are taken to. Clouds that are compared take the same. */
  reference?: Cloud;
  /** ∇ log π at the points, row-major [n, d], for `ksd`. */
  scores?: ArrayLike<number>;
  /** The free energy ∫(V + log ρ) dρ that the method reports, for `log-z-error`. */
  energy?: number;
  /** Fixes the directions of `sliced-w2`. Default: a constant of the library. */
  key?: Key;
  /** Directions of `sliced-w2`. Default 64. */
  projections?: number;
  /** Metric types to compute. Default all. */
  only?: readonly string[];
}

type Figure = () => number | Promise<number>;

/**
 * The metrics of the benchmark (`benchmarkMetrics`) that the target and the options allow, by type: biases where moments are known, distances where there is a
 * `reference`, `ksd` with `scores`, `mode-weights` for mixtures, `log-z-error` with an `energy`. What is not finite, or has no meaning for these
 * points (all equal, far beyond the reference), is left out; so is everything for a cloud with a coordinate that is not finite.
 *
 * @throws InputError when the dimensions of cloud, target and reference differ, or there is not one score a coordinate
 */
export async function assess(
  cloud: Cloud,
  target: Target,
  options: AssessOptions = {},
): Promise<Record<string, number>> {
  requireClouds(cloud, ...(options.reference ? [options.reference] : []));
  if (cloud.dimension !== target.dimension)
    throw new InputError(`cloud: must have dimension ${target.dimension} like the target, got ${cloud.dimension}`);
  if (options.scores && options.scores.length !== cloud.positions.length)
    throw new InputError(
      `scores: must be ${cloud.positions.length} numbers like the positions, got ${options.scores.length}`,
    );
  if (!Array.prototype.every.call(cloud.positions, Number.isFinite)) return {};
  const wanted = Object.entries(figuresOf(cloud, target, options)).filter(
    ([type]) => !options.only || options.only.includes(type),
  );
  const out: Record<string, number> = {};
  for (const [type, figure] of wanted) {
    const value = await figureOrNothing(figure);
    if (value !== undefined && Number.isFinite(value)) out[type] = value;
  }
  return out;
}

async function figureOrNothing(figure: Figure): Promise<number | undefined> {
  try {
    return await figure();
  } catch (error) {
    if (error instanceof InputError || error instanceof RunError) return undefined;
    throw error;
  }
}

function figuresOf(cloud: Cloud, target: Target, options: AssessOptions): Record<string, Figure> {
  const { moments, squares } = target;
  const errorOfModes = modeWeightsErrorOf(target);
  const { reference, scores, energy } = options;
  return {
    ...(moments && biases('bias-x', () => biasSquaredOfX(cloud, moments))),
    ...(squares && biases('bias-x2', () => biasSquaredOfSquares(cloud, squares))),
    ...(reference && distances(cloud, reference, options)),
    ...(scores && { ksd: () => kernelSteinDiscrepancy(cloud, scores, scaleOf(target, reference)) }),
    ...(errorOfModes && { 'mode-weights': () => errorOfModes(cloud) }),
    ...(energy !== undefined && { 'log-z-error': () => logNormalizerError(energy, target) }),
  };
}

const biases = (type: string, biasOf: () => BiasSquared): Record<string, Figure> => ({
  [type]: () => biasOf().average,
  [`${type}-worst`]: () => biasOf().worst,
});

const distances = (cloud: Cloud, reference: Cloud, options: AssessOptions): Record<string, Figure> => ({
  'sliced-w2': () => {
    const projected = projection(cloud.dimension, options);
    return slicedDistance(projected(cloud), projected(reference));
  },
  'sinkhorn-divergence': async () => (await scaledSinkhornDivergence(cloud, reference)).value,
  mmd: () => maximumMeanDiscrepancy(cloud, reference),
  'energy-distance': () => energyDistance(cloud, reference),
});

/** The c of the kernel must not depend on the cloud that is judged: a collapsed one would set its own measure. */
function scaleOf({ moments }: Target, reference: Cloud | undefined): { scale?: number } {
  if (reference) return { scale: medianDistance(reference.positions, reference.dimension) };
  if (!moments) return {};
  return { scale: Math.sqrt(2 * moments.covariance.reduce((sum, row, k) => sum + row[k]!, 0)) };
}
