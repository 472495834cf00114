import * as tf from '@tensorflow/tfjs-core';
import { cholesky, lowerInverse, type Matrix } from '../linalg/index.ts';
import { type LineComponent, lineQuantile } from './line-quantile.ts';
import { logGamma } from './log-gamma.ts';
import { normalisedWeights } from './parameters.ts';
import { inBlocks } from './rows.ts';
import { affineRow, choose, cumulativeOf, sampleRows } from './sampling.ts';
import { SquareSum } from './squares.ts';
import type { Moments, Squares, Target } from './target.ts';

/** Σ_k w_k N(m_k, S_k), or Student's t with the scale matrices S_k when `degreesOfFreedom` is given. */
export interface EllipticalMixture {
  means: readonly number[][];
  scales: readonly number[][][];
  weights?: readonly number[];
  degreesOfFreedom?: number;
}

interface Component {
  weight: number;
  mean: readonly number[];
  /** S = L Lᵀ. */
  lower: Matrix;
  /** W = L⁻¹: z = W(x − m) has identity scale. */
  whitening: Matrix;
  /** log of weight times the normalising constant. */
  logConstant: number;
}

function logNormaliser(dimension: number, degreesOfFreedom: number | undefined): number {
  if (degreesOfFreedom === undefined) return -0.5 * dimension * Math.log(2 * Math.PI);
  const nu = degreesOfFreedom;
  return logGamma((nu + dimension) / 2) - logGamma(nu / 2) - 0.5 * dimension * Math.log(nu * Math.PI);
}

function componentsOf({ means, scales, weights, degreesOfFreedom }: EllipticalMixture): Component[] {
  const constant = logNormaliser(means[0]!.length, degreesOfFreedom);
  return normalisedWeights(means.length, weights).map((weight, k) => {
    const lower = cholesky(scales[k]!);
    const logDiagonal = lower.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
    const logConstant = Math.log(weight) + constant - logDiagonal;
    return { weight, mean: means[k]!, lower, whitening: lowerInverse(lower), logConstant };
  });
}

/** The parts that every elliptical target shares; normalised. */
export function elliptical(
  mixture: EllipticalMixture,
): Pick<
  Target,
  | 'dimension'
  | 'logDensity'
  | 'gradLogDensity'
  | 'moments'
  | 'squares'
  | 'logNormalizer'
  | 'sample'
  | 'quantile'
  | 'bounds'
  | 'fused'
> {
  const components = componentsOf(mixture);
  const { degreesOfFreedom } = mixture;
  const dimension = mixture.means[0]!.length;
  const shape = new EllipticalShape(components, dimension, degreesOfFreedom);
  const size = components.length * dimension;
  const moments = momentsOf(mixture, components);
  const squares = squaresOf(mixture, components);
  return {
    dimension,
    ...(moments && { moments }),
    ...(squares && { squares }),
    logNormalizer: 0,
    logDensity: (x) => tf.tidy(() => inBlocks(x, size, (block) => shape.logDensity(block))),
    gradLogDensity: (x) => tf.tidy(() => inBlocks(x, size, (block) => shape.gradient(block))),
    sample: (count, seed) => sample(components, dimension, degreesOfFreedom, count, seed),
    ...(dimension === 1 && { quantile: lineQuantile(components.map(onTheLine), degreesOfFreedom) }),
    bounds: mixture.means[0]!.map((_, i) => boundsOf(components, i)),
    fused: fusedOf(components, dimension, degreesOfFreedom),
  };
}

const onTheLine = ({ weight, mean, lower }: Component): LineComponent => ({
  weight,
  mean: mean[0]!,
  scale: lower.get(0, 0),
});

/** The tfjs form: whitening by all components at once is one matrix product [n, d] × [d, K·d]. */
class EllipticalShape {
  readonly #whitenings: number[][];
  readonly #shift: number[];
  readonly #logConstants: number[];
  readonly #dimension: number;
  readonly #degreesOfFreedom: number | undefined;

  constructor(components: Component[], dimension: number, degreesOfFreedom: number | undefined) {
    this.#whitenings = components.flatMap(({ whitening }) => whitening.to2DArray());
    this.#shift = components.flatMap(({ whitening, mean }) =>
      whitening.to2DArray().map((row) => row.reduce((sum, value, j) => sum + value * mean[j]!, 0)),
    );
    this.#logConstants = components.map(({ logConstant }) => logConstant);
    this.#dimension = dimension;
    this.#degreesOfFreedom = degreesOfFreedom;
  }

  /** z [n, K, d] and |z|² [n, K]. */
  #whitened(x: tf.Tensor2D): { z: tf.Tensor3D; squared: tf.Tensor2D } {
    const flat = tf.sub(tf.matMul(x, tf.tensor2d(this.#whitenings), false, true), tf.tensor1d(this.#shift));
    const z = tf.reshape(flat, [x.shape[0], this.#logConstants.length, this.#dimension]) as tf.Tensor3D;
    return { z, squared: tf.sum(tf.square(z), 2) as tf.Tensor2D };
  }

  /** log(w_k p_k(x)), [n, K]. */
  #logParts(squared: tf.Tensor2D): tf.Tensor2D {
    const constants = tf.tensor1d(this.#logConstants);
    const nu = this.#degreesOfFreedom;
    if (nu === undefined) return tf.sub(constants, tf.mul(squared, 0.5));
    return tf.sub(constants, tf.mul(tf.log1p(tf.div(squared, nu)), (nu + this.#dimension) / 2));
  }

  logDensity(x: tf.Tensor2D): tf.Tensor1D {
    return tf.logSumExp(this.#logParts(this.#whitened(x).squared), 1) as tf.Tensor1D;
  }

  /** −Σ_k r_k Wₖᵀ z_k with the responsibilities r, each times (ν + d)/(ν + |z|²) for Student's t. */
  gradient(x: tf.Tensor2D): tf.Tensor2D {
    const { z, squared } = this.#whitened(x);
    const nu = this.#degreesOfFreedom;
    const responsibility = tf.softmax(this.#logParts(squared));
    const pull =
      nu === undefined ? responsibility : tf.mul(responsibility, tf.div(nu + this.#dimension, tf.add(squared, nu)));
    const weighted = tf.reshape(tf.mul(z, tf.expandDims(pull, 2)), [x.shape[0], this.#shift.length]);
    return tf.neg(tf.matMul(weighted as tf.Tensor2D, tf.tensor2d(this.#whitenings))) as tf.Tensor2D;
  }
}

/** Student's t has a mean for ν > 1 and a covariance ν/(ν − 2) S for ν > 2; otherwise there are no moments to give. */
function momentsOf({ scales, degreesOfFreedom }: EllipticalMixture, components: Component[]): Moments | undefined {
  if (degreesOfFreedom !== undefined && degreesOfFreedom <= 2) return undefined;
  const inflation = degreesOfFreedom === undefined ? 1 : degreesOfFreedom / (degreesOfFreedom - 2);
  const total = (f: (component: Component, k: number) => number): number =>
    components.reduce((sum, component, k) => sum + component.weight * f(component, k), 0);
  const mean = components[0]!.mean.map((_, i) => total((component) => component.mean[i]!));
  const covariance = mean.map((_, i) =>
    mean.map((__, j) =>
      total(({ mean: m }, k) => inflation * scales[k]![i]![j]! + (m[i]! - mean[i]!) * (m[j]! - mean[j]!)),
    ),
  );
  return { mean, covariance };
}

/** Fourth moments exist for ν > 4; the kurtosis of Student's t is 3(ν − 2)/(ν − 4). */
function squaresOf({ scales, degreesOfFreedom: nu }: EllipticalMixture, components: Component[]): Squares | undefined {
  if (nu !== undefined && nu <= 4) return undefined;
  const [inflation, kurtosis] = nu === undefined ? [1, 3] : [nu / (nu - 2), (3 * (nu - 2)) / (nu - 4)];
  const sum = new SquareSum(components[0]!.mean.length, kurtosis);
  components.forEach(({ weight, mean }, k) => {
    const variances = mean.map((_, i) => inflation * scales[k]![i]![i]!);
    sum.add(weight, mean, variances);
  });
  return sum.squares;
}

/** A Gaussian divided by √(χ²_ν/ν) is Student's t; χ² is the sum of the squares of ν more normals. */
function sample(
  components: Component[],
  dimension: number,
  degreesOfFreedom: number | undefined,
  count: number,
  seed: Parameters<NonNullable<Target['sample']>>[1],
): Float32Array {
  const cumulative = cumulativeOf(components.map(({ weight }) => weight));
  const extra = degreesOfFreedom ?? 0;
  return sampleRows(
    count,
    dimension,
    seed,
    (row, normal, uniform) => {
      const { mean, lower } = components[choose(cumulative, uniform)]!;
      let chiSquared = 0;
      for (let k = 0; k < extra; k++) chiSquared += normal[dimension + k]! ** 2;
      affineRow(row, mean, lower, normal, extra ? Math.sqrt(extra / chiSquared) : 1);
    },
    dimension + extra,
  );
}

const REACH = 3.5;

function boundsOf(components: Component[], axis: number): [number, number] {
  const reach = ({ lower }: Component): number => REACH * Math.hypot(...lower.getRow(axis));
  return [
    Math.min(...components.map((component) => component.mean[axis]! - reach(component))),
    Math.max(...components.map((component) => component.mean[axis]! + reach(component))),
  ];
}

/**
 * The layouts the fused kernels read. `isotropic-mixture`: [1/σ², then K times (log₂ constant, mean)], for Gaussians that share one σ.
 * `elliptical`: [ν or 0, then K times (log₂ constant, mean, rows of the lower triangle of W)].
 */
function fusedOf(components: Component[], dimension: number, degreesOfFreedom = 0): Target['fused'] {
  const scale = components[0]!.whitening.get(0, 0);
  const isotropic = components.every(({ whitening }) =>
    whitening.to2DArray().every((row, i) => row.every((value, j) => value === (i === j ? scale : 0))),
  );
  if (isotropic && degreesOfFreedom === 0) {
    const parts = components.flatMap(({ logConstant, mean }) => [logConstant * Math.LOG2E, ...mean]);
    return { kind: 'isotropic-mixture', dimension, parameters: Float32Array.from([scale * scale, ...parts]) };
  }
  const parts = components.flatMap(({ logConstant, mean, whitening }) => [
    logConstant * Math.LOG2E,
    ...mean,
    ...whitening.to2DArray().flatMap((row, i) => row.slice(0, i + 1)),
  ]);
  return { kind: 'elliptical', dimension, parameters: Float32Array.from([degreesOfFreedom, ...parts]) };
}
