import * as tf from '@tensorflow/tfjs-core';
import { diagonal } from '../linalg/index.ts';
import { uniforms } from '../random/index.ts';
import { Density1D } from './density-1d.ts';
import { drawOf } from './sampling.ts';
import { repeated, SquareSum } from './squares.ts';
import type { Moments, Squares, Target } from './target.ts';

/** The energy V(x) = a x⁴/4 − b x²/2 − c x of one coordinate. */
export interface QuarticWell {
  a: number;
  b: number;
  c: number;
}

/** exp(−36) of the largest density: what lies outside does not show in float64. */
const DEPTH = 36;
const PICTURE_DEPTH = 8;

/** The product over `dimension` coordinates of the densities ∝ exp(−V); logDensity is exactly −Σ V(x_k), not normalised. */
export function quarticWell(name: string, well: QuarticWell, dimension: number): Omit<Target, 'spec'> {
  const { a, b, c } = well;
  let density: Density1D | undefined;
  const coordinate = (): Density1D => (density ??= densityOf(well));
  let moments: Moments | undefined;
  let squares: Squares | undefined;
  return {
    name,
    dimension,
    logDensity: (x) =>
      tf.tidy(() => {
        const square = tf.square(x);
        const energy = tf.sub(tf.mul(square, tf.sub(tf.mul(square, a / 4), b / 2)), tf.mul(x, c));
        return tf.neg(tf.sum(energy, 1)) as tf.Tensor1D;
      }),
    gradLogDensity: (x) => tf.tidy(() => tf.add(tf.mul(x, tf.sub(b, tf.mul(tf.square(x), a))), c)),
    get moments() {
      return (moments ??= momentsOf(coordinate(), dimension));
    },
    get squares() {
      return (squares ??= repeated(squaresOf(coordinate()), dimension));
    },
    get logNormalizer() {
      return dimension * coordinate().logMass;
    },
    sample: (count, seed) =>
      Float32Array.from(uniforms(count, dimension, drawOf(seed)), (uniform) => coordinate().quantile(uniform)),
    ...(dimension === 1 && { quantile: (u) => coordinate().quantile(u) }),
    bounds: Array.from({ length: dimension }, () => interval(well, PICTURE_DEPTH)),
    fused: { kind: 'quartic-well', dimension, parameters: Float32Array.of(a, b, c) },
  };
}

/** E x and Var x by the quadrature of `Density1D`; the coordinates are independent. */
function momentsOf(density: Density1D, dimension: number): Moments {
  const mean = density.expectation((x) => x);
  const variance = density.expectation((x) => (x - mean) ** 2);
  return {
    mean: new Array<number>(dimension).fill(mean),
    covariance: diagonal(new Array<number>(dimension).fill(variance)).to2DArray(),
  };
}

function squaresOf(density: Density1D): Squares {
  const sum = new SquareSum(1);
  density.integrate((weight, x) => sum.add(weight, [x]));
  return sum.squares;
}

const energyOf = ({ a, b, c }: QuarticWell, x: number): number => x * (x * ((a * x * x) / 4 - b / 2) - c);

function densityOf(well: QuarticWell): Density1D {
  const [low, high] = interval(well, DEPTH);
  return new Density1D((x) => -energyOf(well, x), low, high);
}

/** The probabilities of a coordinate below and above a cut. */
export function massesAround(well: QuarticWell, cut: number): [number, number] {
  const [low, high] = interval(well, DEPTH);
  if (cut <= low) return [0, 1];
  if (cut >= high) return [1, 0];
  const logMass = (from: number, to: number): number => new Density1D((x) => -energyOf(well, x), from, to).logMass;
  const above = 1 / (1 + Math.exp(logMass(low, cut) - logMass(cut, high)));
  return [1 - above, above];
}

/** The smallest interval outside which V exceeds its minimum by more than `depth`, to a per cent or so. */
function interval(well: QuarticWell, depth: number): [number, number] {
  const { a, b, c } = well;
  // V grows beyond every root of V′; Cauchy's bound encloses them.
  const roots = 1 + Math.max(Math.abs(b), Math.abs(c)) / a;
  let lowest = 0;
  const SCAN = 2000;
  for (let k = 0; k <= SCAN; k++) lowest = Math.min(lowest, energyOf(well, roots * ((2 * k) / SCAN - 1)));
  const end = (sign: number): number => {
    let outer = roots;
    while (energyOf(well, sign * outer) < lowest + depth) outer *= 2;
    let inner = outer;
    while (energyOf(well, sign * inner) >= lowest + depth && inner > -outer) inner -= outer / 500;
    return sign * (inner + outer / 500);
  };
  return [end(-1), end(1)];
}
