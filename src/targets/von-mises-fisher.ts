import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type Key, normals, uniforms } from '../random/index.ts';
import { defineTarget } from './define.ts';
import { dimension, point } from './parameters.ts';
import { drawOf } from './sampling.ts';
import { squaresFrom } from './squares.ts';
import type { Squares } from './target.ts';

/** Room for the picture around the sphere. */
const MARGIN = 1.1;

/**
 * The von Mises-Fisher distribution on the unit sphere S^{d−1} in R^d: density ∝ exp(κ μ·x) with respect to the surface, uniform for κ = 0. The log
 * density is exactly κ μ·x, not normalised, as a function on all of R^d; samples and moments are those of the law on the sphere. No normaliser: over all of R^d there is none.
 *
 * With A = I_{d/2}(κ)/I_{d/2−1}(κ) the mean is Aμ, and E xxᵀ = (A/κ)I + (1 − dA/κ)μμᵀ. Samples by rejection (closed form for d = 3).
 *
 * Source: Mardia & Jupp, "Directional Statistics" (2000), section 9.3.2; Wood, Commun. Stat. Simul. 23 (1994), 157, algorithm VM*.
 */
export const vonMisesFisher = defineTarget({
  type: 'von-mises-fisher',
  title: 'von Mises-Fisher',
  description: 'on the unit sphere of R^d, density ∝ exp(κ μ·x); κ = 0 is the uniform law',
  parameters: z
    .strictObject({
      meanDirection: point
        .min(2)
        .refine((values) => values.some((value) => value !== 0), 'must not be 0')
        .optional()
        .describe('μ, of any length > 0; default the last axis'),
      concentration: z.number().min(0).max(1e6).default(1).describe('κ'),
      dimension: dimension.min(2).optional().describe('d of R^d, needed without a mean direction'),
    })
    .superRefine(({ meanDirection, dimension: d }, context) => {
      if (!meanDirection && d === undefined)
        context.addIssue({ code: 'custom', message: 'needs a meanDirection or a dimension' });
      if (meanDirection && d !== undefined && meanDirection.length !== d)
        context.addIssue({
          code: 'custom',
          message: `meanDirection and dimension must agree, got ${meanDirection.length} and ${d} coordinates`,
        });
    }),
  build: ({ meanDirection, concentration, dimension: d = meanDirection?.length ?? 0 }) => {
    const direction = unit(meanDirection ?? Array.from({ length: d }, (_, i) => (i === d - 1 ? 1 : 0)));
    const slope = direction.map((value) => concentration * value);
    return {
      name: 'von Mises-Fisher',
      dimension: d,
      logDensity: (x) => tf.tidy(() => tf.sum(tf.mul(x, tf.tensor1d(slope)), 1) as tf.Tensor1D),
      // Through x, so that it has derivatives, which are 0.
      gradLogDensity: (x) => tf.tidy(() => tf.add(tf.mul(x, 0), tf.tensor1d(slope)) as tf.Tensor2D),
      moments: momentsOf(direction, concentration),
      squares: squaresOf(direction, concentration),
      sample: (count, seed) => sampled(count, direction, concentration, drawOf(seed).key),
      bounds: Array.from({ length: d }, () => [-MARGIN, MARGIN]),
    };
  },
});

function unit(direction: readonly number[]): number[] {
  const length = Math.hypot(...direction);
  return direction.map((value) => value / length);
}

function momentsOf(direction: readonly number[], concentration: number) {
  const d = direction.length;
  const ratio = besselRatio(d / 2, concentration);
  const length = concentration * ratio;
  const along = 1 - d * ratio - length ** 2;
  return {
    mean: direction.map((value) => length * value),
    covariance: direction.map((u, i) => direction.map((v, j) => along * u * v + (i === j ? ratio : 0))),
  };
}

/**
 * x = wμ + √(1 − w²) v with v uniform across μ: E(1 − w²) = (d − 1)I_{ν+1}/κI_ν and E(1 − w²)² = (d² − 1)I_{ν+2}/κ²I_ν for ν = d/2 − 1, and v_k has
 * the second and fourth moments s²/(d − 1) and 3s⁴/(d² − 1) with s² = 1 − μ_k².
 */
function squaresOf(direction: readonly number[], concentration: number): Squares {
  const d = direction.length;
  const across = besselRatio(d / 2, concentration);
  const acrossTwice = across * besselRatio(d / 2 + 1, concentration);
  const along = 1 - (d - 1) * across;
  const alongFourth = along - (d - 1) * across + (d * d - 1) * acrossTwice;
  const mixed = across - (d + 1) * acrossTwice;
  const parts = direction.map((value) => ({ p: value * value, s: 1 - value * value }));
  return squaresFrom(
    parts.map(({ p, s }) => along * p + across * s),
    parts.map(({ p, s }) => alongFourth * p * p + 6 * mixed * p * s + 3 * acrossTwice * s * s),
  );
}

/** I_ν(κ) / (κ I_{ν−1}(κ)), 1/2ν at κ = 0: the recurrence r_ν = 1/(2ν + κ² r_{ν+1}), downwards from where its start no longer matters. */
function besselRatio(order: number, concentration: number): number {
  const terms = Math.ceil(40 + 7 * Math.sqrt(concentration));
  const top = order + terms;
  let ratio = 1 / (top + Math.hypot(top, concentration));
  for (let k = terms - 1; k >= 0; k--) ratio = 1 / (2 * (order + k) + concentration ** 2 * ratio);
  return ratio;
}

/** Row-major [count, d]: the cosine to μ, a uniform direction across, and the reflection that takes the first axis to μ. */
function sampled(count: number, direction: readonly number[], concentration: number, key: Key): Float32Array {
  const d = direction.length;
  const out = new Float32Array(count * d);
  const across = normals(count, d - 1, drawOf(key, 0));
  const mirror = direction.map((value, i) => (i === 0 ? 1 : 0) - value);
  const squared = mirror.reduce((sum, value) => sum + value * value, 0);
  for (let row = 0; row < count; row++) {
    const cosine = d === 3 ? cosineIn3D(concentration, key, row) : cosineByRejection(d, concentration, key, row);
    const z = across.subarray(row * (d - 1), (row + 1) * (d - 1));
    const sine = Math.sqrt((1 - cosine) * (1 + cosine)) / Math.hypot(...z);
    const x = [cosine, ...Array.from(z, (value) => sine * value)];
    const reflected = squared > 0 ? (2 * x.reduce((sum, value, i) => sum + value * mirror[i]!, 0)) / squared : 0;
    for (let i = 0; i < d; i++) out[row * d + i] = x[i]! - reflected * mirror[i]!;
  }
  return out;
}

/** On S² the cosine has the density ∝ e^{κw} on [−1, 1], which is inverted. */
function cosineIn3D(concentration: number, key: Key, row: number): number {
  const uniform = uniforms(1, 1, { ...drawOf(key, 1), firstRow: row })[0]!;
  if (concentration < 1e-6) return 2 * uniform - 1;
  return 1 + Math.log(uniform + (1 - uniform) * Math.exp(-2 * concentration)) / concentration;
}

/** Wood's rejection from a transformed Beta((d − 1)/2, (d − 1)/2). Attempt k of a row uses the blocks 2k + 1 and 2k + 2. */
function cosineByRejection(d: number, concentration: number, key: Key, row: number): number {
  const m = d - 1;
  const b = m / (2 * concentration + Math.hypot(2 * concentration, m));
  const peak = (1 - b) / (1 + b);
  const constant = concentration * peak + m * Math.log1p(-(peak ** 2));
  for (let attempt = 0; ; attempt++) {
    const normal = normals(1, 2 * m, { ...drawOf(key, 2 * attempt + 1), firstRow: row });
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value * value, 0);
    const [first, second] = [sum(normal.subarray(0, m)), sum(normal.subarray(m))];
    const beta = first / (first + second);
    const cosine = (1 - (1 + b) * beta) / (1 - (1 - b) * beta);
    const uniform = uniforms(1, 1, { ...drawOf(key, 2 * attempt + 2), firstRow: row })[0]!;
    if (concentration * cosine + m * Math.log1p(-peak * cosine) - constant >= Math.log(uniform)) return cosine;
  }
}
