import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { sine } from '../elementary/index.ts';
import { diagonal } from '../linalg/index.ts';
import { uniforms } from '../random/index.ts';
import { angleForFloat32, wrapAngle } from './angle.ts';
import { defineTarget } from './define.ts';
import { Density1D } from './density-1d.ts';
import { dimension, point } from './parameters.ts';
import { drawOf } from './sampling.ts';
import { SquareSum } from './squares.ts';
import type { Moments, Squares } from './target.ts';

/** e^{−36} of the largest density: what lies outside does not show in float64. */
const DEPTH = 36;
/**
 * Independent von Mises angles: density ∝ Π_k exp(κ cos(θ_k − μ_k)) on the torus of angles in (−π, π], uniform for κ = 0; log density exactly
 * κ Σ cos(θ_k − μ_k), not normalised. Samples by the inverse distribution function; moments, by quadrature, are those of the angles as numbers
 * in (−π, π], not circular ones. No normaliser: over all of R^d, where the log density is defined, there is none.
 *
 * Source: Mardia & Jupp, "Directional Statistics" (2000), section 3.5.4.
 */
export const vonMises = defineTarget({
  type: 'von-mises',
  title: 'von Mises',
  description: 'independent angles in (−π, π], density ∝ exp(κ cos(θ − μ)); κ = 0 is the uniform law of the torus',
  parameters: z
    .strictObject({
      mean: point.optional().describe('μ, angles; default 0'),
      concentration: z.number().min(0).max(1e6).default(1).describe('κ'),
      dimension: dimension.optional().describe('number of angles, default that of the mean, else 1'),
    })
    .superRefine(({ mean, dimension: d }, context) => {
      if (mean && d !== undefined && mean.length !== d)
        context.addIssue({
          code: 'custom',
          message: `mean and dimension must agree, got ${mean.length} and ${d} coordinates`,
        });
    }),
  build: ({ mean, concentration, dimension: given }) => {
    const d = given ?? mean?.length ?? 1;
    const centres = (mean ?? new Array<number>(d).fill(0)).map(wrapAngle);
    let angles: Angle[] | undefined;
    const each = (): Angle[] => (angles ??= anglesAt(centres, concentration));
    let moments: Moments | undefined;
    let squares: Squares | undefined;
    const turned = (x: tf.Tensor2D): tf.Tensor2D => tf.sub(x, tf.tensor1d(centres));
    return {
      name: 'von Mises',
      dimension: d,
      logDensity: (x) => tf.tidy(() => tf.mul(tf.sum(tf.cos(turned(x)), 1), concentration) as tf.Tensor1D),
      gradLogDensity: (x) => tf.tidy(() => tf.mul(tf.sin(turned(x)), -concentration) as tf.Tensor2D),
      get moments() {
        return (moments ??= momentsOf(each()));
      },
      get squares() {
        return (squares ??= squaresOf(each()));
      },
      sample: (count, seed) =>
        Float32Array.from(uniforms(count, d, drawOf(seed)), (uniform, i) =>
          angleForFloat32(each()[i % d]!.quantile(uniform)),
        ),
      ...(d === 1 && { quantile: (u: number) => each()[0]!.quantile(u) }),
      bounds: Array.from({ length: d }, () => [-Math.PI, Math.PI]),
    };
  },
});

/** The law of one angle as a number in (−π, π]. */
interface Angle {
  quantile(u: number): number;
  /** Parts of the interval, the density on each of them, and its mass. */
  readonly parts: readonly { density: Density1D; mass: number }[];
}

/** The laws at several centres, each a turn of the same one. */
function anglesAt(centres: readonly number[], concentration: number): Angle[] {
  const logDensity = (deviation: number): number => -2 * concentration * sine(deviation / 2) ** 2;
  const reach = 2 * concentration > DEPTH ? Math.acos(1 - DEPTH / concentration) : Math.PI;
  const whole = new Density1D(logDensity, -reach, reach);
  return centres.map((centre) => {
    const partOf = (low: number, high: number): Angle['parts'] => {
      const [from, to] = [Math.max(low, centre - reach), Math.min(high, centre + reach)];
      if (!(to > from)) return [];
      // Moved by whole turns into (−π, π], where the tail that reaches over the cut comes out at the other end.
      const turn = wrapAngle((from + to) / 2) - (from + to) / 2;
      const density = new Density1D((angle) => logDensity(angle - turn - centre), from + turn, to + turn);
      return [{ density, mass: Math.exp(density.logMass - whole.logMass) }];
    };
    const below = partOf(-3 * Math.PI, -Math.PI);
    const above = partOf(Math.PI, 3 * Math.PI);
    // What lies under the lower cut belongs at the upper end, so that quantiles ascend from that mass on.
    const offset = below[0]?.mass ?? -(above[0]?.mass ?? 0);
    return {
      quantile: (u) => wrapAngle(centre + whole.quantile((u + offset + 1) % 1)),
      parts: [...below, ...partOf(-Math.PI, Math.PI), ...above],
    };
  });
}

function momentsOf(angles: readonly Angle[]): Moments {
  const expectation = ({ parts }: Angle, f: (angle: number) => number): number =>
    parts.reduce((sum, { density, mass }) => sum + mass * density.expectation(f), 0);
  const mean = angles.map((angle) => expectation(angle, (x) => x));
  const variances = angles.map((angle, k) => expectation(angle, (x) => (x - mean[k]!) ** 2));
  return { mean, covariance: diagonal(variances).to2DArray() };
}

function squaresOf(angles: readonly Angle[]): Squares {
  const each = angles.map(({ parts }) => {
    const sum = new SquareSum(1);
    for (const { density, mass } of parts) density.integrate((weight, x) => sum.add(mass * weight, [x]));
    return sum.squares;
  });
  return { mean: each.map(({ mean }) => mean[0]!), variance: each.map(({ variance }) => variance[0]!) };
}
