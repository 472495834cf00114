import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { uniforms as uniformsInFloat64 } from '../../src/random/index.ts';
import {
  blobDensity,
  blobDensityChange,
  blobForce,
  blobForceChange,
  kernelSum,
  loops,
  softmin,
} from '../../src/tensor/index.ts';

/* What a kernel may differ by from the plain loops in float64 on the same float32 inputs. */

/** The rounding of one float32 operation. */
const ROUNDING = 2 ** -23;

/** Deterministic points in (−scale, scale): the uniforms of one Philox key. */
export function points(count: number, width: number, seed: number, scale = 1): Float32Array {
  const draw = { key: [seed, 17] as const, step: 0, stream: 0 };
  return Float32Array.from(uniformsInFloat64(count, width, draw), (u) => scale * (2 * u - 1));
}

interface SoftminCase {
  x: Float32Array;
  y: Float32Array;
  h: Float32Array;
  d: number;
  epsilon: number;
}

function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}

/** The values of what `make` returns; a GPU answers only asynchronously. */
export async function valuesOf(make: () => tf.Tensor): Promise<Float32Array> {
  const tensor = tf.tidy(make);
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values as Float32Array;
}

export function softminNow({ x, y, h, d, epsilon }: SoftminCase): Promise<Float32Array> {
  return valuesOf(() =>
    softmin(tf.tensor2d(x, [x.length / d, d]), tf.tensor2d(y, [h.length, d]), tf.tensor1d(h), epsilon),
  );
}

/**
 * The error of a potential is that of an exponential, in units of ε, and that of float32 for the parts of its exponent: the potentials h,
 * and the costs. Costs are taken from differences of coordinates, so a cost's error is relative to itself: a row's own f bounds it.
 */
export async function expectSoftmin(input: SoftminCase, relative: number): Promise<void> {
  const { x, y, h, d, epsilon } = input;
  const expected = loops.softminLoops(x, y, h, d, epsilon, new Float64Array(x.length / d));
  const actual = await softminNow(input);
  const scale = largest(h);
  for (let i = 0; i < expected.length; i++) {
    if (expected[i] === Number.POSITIVE_INFINITY) expect(actual[i]).toBe(Number.POSITIVE_INFINITY);
    else {
      const allowed = relative * epsilon + (4 + d) * ROUNDING * (scale + Math.abs(expected[i]!));
      const error = Math.abs(actual[i]! - expected[i]!);
      expect(error, `row ${i}: ${actual[i]} for ${expected[i]}, d ${d}, ε ${epsilon}`).toBeLessThanOrEqual(allowed);
    }
  }
}

interface KernelSumCase extends Omit<SoftminCase, 'h'> {
  h?: Float32Array;
  v: Float32Array;
  width: number;
  normalised: boolean;
}

export function kernelSumNow({ x, y, h, d, epsilon, v, width, normalised }: KernelSumCase): Promise<Float32Array> {
  const m = y.length / d;
  return valuesOf(() =>
    kernelSum(tf.tensor2d(x, [x.length / d, d]), tf.tensor2d(y, [m, d]), tf.tensor2d(v, [m, width]), {
      epsilon,
      normalised,
      h: h && tf.tensor1d(h),
    }),
  );
}

/**
 * The error of a sum is relative to Σ_j k_ij |v_j|. The exponents that matter, those of the largest terms of a row and e-folds below,
 * are rounded relative to their parts: the potentials and the costs.
 */
export async function expectKernelSum(input: KernelSumCase, relative: number): Promise<void> {
  const { x, y, h, d, epsilon, v, width, normalised } = input;
  const shape = { d, width };
  const options = { epsilon, normalised };
  const size = (x.length / d) * width;
  const expected = loops.kernelSumLoops(x, y, v, h, shape, options, new Float64Array(size));
  const magnitude = loops.kernelSumLoops(x, y, v.map(Math.abs), h, shape, options, new Float64Array(size));
  const actual = await kernelSumNow(input);
  const potential = loops.softminLoops(
    x,
    y,
    h ?? new Float32Array(y.length / d),
    d,
    epsilon,
    new Float64Array(x.length / d),
  );
  const scale = largest(h ?? []);
  for (let i = 0; i < size; i++) {
    // What float32 cannot hold is infinite or vanishes.
    if (Math.abs(expected[i]!) > 3e38) continue;
    const exponent = (2 * scale + Math.abs(potential[Math.floor(i / width)]!)) / epsilon + 30;
    const allowed = (relative + (4 + d) * ROUNDING * exponent) * magnitude[i]! + 1e-37;
    const error = Math.abs(actual[i]! - expected[i]!);
    expect(error, `${i}: ${actual[i]} for ${expected[i]}, d ${d}, ε ${epsilon}`).toBeLessThanOrEqual(allowed);
  }
}

interface BlobCase {
  x: Float32Array;
  p: Float32Array;
  u: Float32Array;
  w: Float32Array;
  d: number;
  bandwidth: number;
}

async function blobSumsNow({ x, p, u, w, d, bandwidth }: BlobCase): Promise<Float32Array[]> {
  const n = x.length / d;
  const [X, P, U, W] = [tf.tensor2d(x, [n, d]), tf.tensor2d(p, [n, d]), tf.tensor1d(u), tf.tensor1d(w)] as const;
  const sums = [
    await valuesOf(() => blobDensity(X, bandwidth)),
    await valuesOf(() => blobForce(X, U, bandwidth)),
    await valuesOf(() => blobDensityChange(X, P, bandwidth)),
    await valuesOf(() => blobForceChange(X, P, U, W, bandwidth)),
  ];
  tf.dispose([X, P, U, W]);
  return sums;
}

export async function expectBlob({ x, p, u, w, d, bandwidth }: BlobCase, relative: number): Promise<void> {
  const n = x.length / d;
  const actual = await blobSumsNow({ x, p, u, w, d, bandwidth });
  const expected = [
    loops.blobDensityLoops(x, d, bandwidth, new Float64Array(n)),
    loops.blobForceLoops(x, u, d, bandwidth, new Float64Array(n * d)),
    loops.blobDensityChangeLoops(x, p, d, bandwidth, new Float64Array(n)),
    loops.blobForceChangeLoops(x, p, u, w, d, bandwidth, new Float64Array(n * d)),
  ] as const;
  // Σ_j K_ij ≤ the density; within the kernel |z| is a few δ, so these bound the terms that were added.
  const reach = 4 * bandwidth;
  const [sizeP, sizeU, sizeW] = [largest(p), largest(u), largest(w)];
  const bounds = [1, sizeU * reach, 2 * sizeP * reach, 40 * sizeU * sizeP + 2 * sizeW * reach].map((b) => 2 * d * b);
  for (let kind = 0; kind < 4; kind++) {
    const width = expected[kind]!.length / n;
    for (let at = 0; at < expected[kind]!.length; at++) {
      const allowed = relative * bounds[kind]! * expected[0]![Math.floor(at / width)]! + 1e-18;
      const error = Math.abs(actual[kind]![at]! - expected[kind]![at]!);
      expect(error, `sum ${kind} at ${at}: ${actual[kind]![at]} for ${expected[kind]![at]}`).toBeLessThanOrEqual(
        allowed,
      );
    }
  }
}

export function blobCase(n: number, d: number, seed: number, bandwidth: number, scale: number): BlobCase {
  return {
    x: points(n, d, seed, scale),
    p: points(n, d, seed + 1),
    u: points(n, 1, seed + 2),
    w: points(n, 1, seed + 3),
    d,
    bandwidth,
  };
}
