import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { normals as normalsInFloat64, philox, uniforms as uniformsInFloat64 } from '../../src/random/index.ts';
import { type BackendName, chooseBackend, loops, normals, uniforms } from '../../src/tensor/index.ts';
import {
  blobCase,
  expectBlob,
  expectKernelSum,
  expectSoftmin,
  kernelSumNow,
  points,
  softminNow,
  valuesOf,
} from './kernel-expectations.ts';

export { blobCase, expectBlob, expectKernelSum, expectSoftmin, points } from './kernel-expectations.ts';

/*
 * Every kernel against the plain loops in float64, on the same float32 inputs. A test of another backend calls `describeKernels`.
 */

export interface SuiteOptions {
  /** Pairs of the largest problem; a software GPU needs a small one. Default 4e6. */
  pairs?: number;
  /** Allowed error of a float32 exponential and its sum, relative. Default 2e-6. */
  relative?: number;
  /** Runs of each property. Default 40. */
  runs?: number;
  /** Dimensions of the points: a shader takes up to a second to compile on a CPU. Default twelve from 1 to 64. */
  dimensions?: readonly number[];
  /** Makes the backend the current one. Default `chooseBackend(name)`. */
  choose?: () => Promise<unknown>;
}

const DIMENSIONS = [1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 50, 64];
const counts = fc.integer({ min: 1, max: 150 });
const anyEpsilon = fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 10 ** exponent);

export function describeKernels(name: string, options: SuiteOptions = {}): void {
  const { pairs = 4e6, relative = 2e-6, runs = 40, dimensions = DIMENSIONS } = options;
  const { choose = () => chooseBackend(name as BackendName) } = options;

  describe(`kernels on ${name}`, () => {
    beforeAll(async () => {
      await choose();
    });
    describeSoftmin(dimensions, pairs, relative, runs);
    describeKernelSum(dimensions, pairs, relative, runs);
    describeBlob(dimensions, pairs, relative, runs);
    describeRandom();
    test('no kernel leaks a tensor', async () => {
      const before = tf.memory().numTensors;
      await expectSoftmin(
        { x: points(40, 2, 1), y: points(30, 2, 2), h: points(30, 1, 3), d: 2, epsilon: 0.1 },
        relative,
      );
      await expectBlob(blobCase(20, 2, 5, 0.5, 1), relative);
      await valuesOf(() => normals(10, 3, { key: [1, 2], step: 0, stream: 0 }));
      await valuesOf(() => uniforms(5, 2, { key: [1, 2], step: 0, stream: 0 }));
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

function describeSoftmin(dimensions: readonly number[], pairs: number, relative: number, runs: number): void {
  test.each(dimensions)('softmin in %i dimensions', async (d) => {
    for (const [n, m] of [
      [1, 1],
      [16, 64],
      [17, 65],
      [50, 130],
    ] as const) {
      const input = { x: points(n, d, 1), y: points(m, d, 2), h: points(m, 1, 3), d, epsilon: 0.1 };
      await expectSoftmin(input, relative);
    }
  });

  test('softmin of random clouds, any ε from 1e-6 to 1e6', async () => {
    await fc.assert(
      fc.asyncProperty(
        counts,
        counts,
        fc.constantFrom(1, 2, 3, 6),
        fc.nat(1e6),
        anyEpsilon,
        async (n, m, d, seed, epsilon) => {
          await expectSoftmin(
            { x: points(n, d, seed), y: points(m, d, seed + 1), h: points(m, 1, seed + 2), d, epsilon },
            relative,
          );
        },
      ),
      { numRuns: runs, seed: 1 },
    );
  });

  test('softmin leaves out points of zero weight, and is +∞ where there are no others', async () => {
    const x = points(20, 2, 1);
    const y = points(90, 2, 2);
    const h = points(90, 1, 3).map((value, j) => (j % 3 === 0 || j < 70 ? Number.NEGATIVE_INFINITY : value));
    await expectSoftmin({ x, y, h, d: 2, epsilon: 0.01 }, relative);
    await expectSoftmin({ x, y, h: h.fill(Number.NEGATIVE_INFINITY), d: 2, epsilon: 0.01 }, relative);
  });

  test('softmin of equal points and of one point', async () => {
    const x = new Float32Array(200).fill(0.3);
    await expectSoftmin({ x, y: x, h: new Float32Array(100), d: 2, epsilon: 1e-3 }, relative);
    await expectSoftmin(
      { x: x.subarray(0, 2), y: x.subarray(2, 4), h: Float32Array.of(-2), d: 2, epsilon: 1 },
      relative,
    );
  });

  test.each([1e-6, 1, 1e6])('softmin between clusters 1e4 apart, ε = %d', async (epsilon) => {
    const cluster = (seed: number): Float32Array =>
      points(80, 2, seed).map((value, at) => (at < 80 ? value : value + 1e4));
    const h = points(80, 1, 9).map((value) => value * Math.min(epsilon, 1));
    await expectSoftmin({ x: cluster(1), y: cluster(2), h, d: 2, epsilon }, relative);
  });

  test('softmin keeps the digits of near points far from the origin', async () => {
    const x = points(64, 2, 1, 0.01).map((value) => Math.fround(value + 300));
    const input = { x, y: x, h: new Float32Array(64), d: 2, epsilon: 1e-5 };
    const exact = loops.softminLoops(x, x, input.h, 2, 1e-5, new Float64Array(64));
    const actual = await softminNow(input);
    for (let i = 0; i < 64; i++) expect(Math.abs(actual[i]! - exact[i]!)).toBeLessThan(2e-6 * input.epsilon);
  });

  test('softmin with potentials that rise from column to column', async () => {
    const m = 1000;
    const h = Float32Array.from({ length: m }, (_, j) => 5 * j);
    await expectSoftmin({ x: points(33, 2, 1), y: points(m, 2, 2), h, d: 2, epsilon: 0.01 }, relative);
    await expectSoftmin({ x: points(33, 2, 1), y: points(m, 2, 2), h: h.reverse(), d: 2, epsilon: 0.01 }, relative);
  });

  test.each([1e-4, 0.01, 10])('softmin of a large problem, ε = %d', async (epsilon) => {
    const n = Math.floor(Math.sqrt(pairs));
    const h = points(n, 1, 3, 0.2);
    await expectSoftmin({ x: points(n, 2, 1), y: points(n, 2, 2), h, d: 2, epsilon }, relative);
  });
}

function describeKernelSum(dimensions: readonly number[], pairs: number, relative: number, runs: number): void {
  test.each(dimensions)('kernelSum in %i dimensions, plain and normalised', async (d) => {
    for (const normalised of [false, true]) {
      const [n, m, width] = [35, 70, 3];
      const common = {
        x: points(n, d, 1),
        y: points(m, d, 2),
        v: points(m, width, 4),
        d,
        epsilon: 0.5,
        width,
        normalised,
      };
      await expectKernelSum(common, relative);
      await expectKernelSum({ ...common, h: points(m, 1, 3) }, relative);
    }
  });

  test.each([1, 2, 4, 5, 11, 40])('kernelSum of %i value columns', async (width) => {
    for (const normalised of [false, true]) {
      await expectKernelSum(
        { x: points(19, 2, 1), y: points(67, 2, 2), v: points(67, width, 4), d: 2, epsilon: 0.1, width, normalised },
        relative,
      );
    }
  });

  test('kernelSum of random clouds, any ε from 1e-6 to 1e6', async () => {
    await fc.assert(
      fc.asyncProperty(
        counts,
        counts,
        fc.nat(1e6),
        anyEpsilon,
        fc.boolean(),
        async (n, m, seed, epsilon, normalised) => {
          const [d, width] = [2, 2];
          const v = points(m, width, seed + 3);
          await expectKernelSum(
            { x: points(n, d, seed), y: points(m, d, seed + 1), v, d, epsilon, width, normalised },
            relative,
          );
        },
      ),
      { numRuns: runs, seed: 2 },
    );
  });

  test('a zero weight removes a column however large its value', async () => {
    const v = points(60, 1, 3).map((value, j) => (j % 2 ? value : 1e30));
    const h = Float32Array.from({ length: 60 }, (_, j) => (j % 2 ? 0 : Number.NEGATIVE_INFINITY));
    for (const normalised of [false, true]) {
      const input = { x: points(20, 2, 1), y: points(60, 2, 2), v, h, d: 2, epsilon: 0.1, width: 1, normalised };
      await expectKernelSum(input, relative);
      expect([...(await kernelSumNow({ ...input, h: h.map(() => Number.NEGATIVE_INFINITY) }))]).toEqual(
        Array(20).fill(0),
      );
    }
  });

  test('far rows: the plain sum vanishes, conditional means stay', async () => {
    const x = Float32Array.of(1e4, 0, 0, 0);
    const y = points(50, 2, 2);
    const v = points(50, 2, 3);
    for (const normalised of [false, true]) {
      await expectKernelSum({ x, y, v, d: 2, epsilon: 1, width: 2, normalised }, relative);
      expect((await kernelSumNow({ x, y, v, d: 2, epsilon: 1, width: 2, normalised })).every(Number.isFinite)).toBe(
        true,
      );
    }
  });

  test.each([1e-4, 0.1])('kernelSum of a large problem, ε = %d', async (epsilon) => {
    const n = Math.floor(Math.sqrt(pairs));
    const [x, y, v] = [points(n, 2, 1), points(n, 2, 2), points(n, 2, 3)];
    for (const normalised of [false, true]) {
      await expectKernelSum({ x, y, v, d: 2, epsilon, width: 2, normalised }, relative);
    }
  });
}

function describeBlob(dimensions: readonly number[], pairs: number, relative: number, runs: number): void {
  test.each(dimensions)('blob sums in %i dimensions', async (d) => {
    for (const n of [1, 16, 37, 140]) await expectBlob(blobCase(n, d, 3, 0.3 * Math.sqrt(d), 1), 4 * relative);
  });

  test('blob sums at any bandwidth', async () => {
    await fc.assert(
      fc.asyncProperty(
        counts,
        fc.constantFrom(1, 2, 3, 5),
        fc.nat(1e6),
        fc.double({ min: -3, max: 2, noNaN: true }),
        (n, d, seed, power) => expectBlob(blobCase(n, d, seed, 10 ** power, 1), 4 * relative),
      ),
      { numRuns: runs, seed: 3 },
    );
  });

  test('blob sums of equal points: no force, a density of n', async () => {
    const input = blobCase(50, 2, 1, 0.1, 1);
    await expectBlob({ ...input, x: input.x.fill(2.5) }, 4 * relative);
  });

  test('blob sums of particles 1e4 apart', async () => {
    const input = blobCase(70, 2, 1, 0.4, 1);
    await expectBlob({ ...input, x: input.x.map((value, at) => (at % 4 < 2 ? value : value + 1e4)) }, 4 * relative);
  });

  test('blob sums of a large cloud with a narrow kernel', async () => {
    const n = Math.floor(Math.sqrt(pairs));
    await expectBlob(blobCase(n, 2, 1, 0.02, 1), 4 * relative);
  });
}

function describeRandom(): void {
  const draw = { key: [0x9e3779b9, 0xdeadbeef] as const, step: 4_000_000_000, stream: 3, firstRow: 1001 };

  test.each([1, 2, 3, 4, 5, 8, 13])('normals of width %i within 1e-6 of float64', async (width) => {
    const expected = normalsInFloat64(1003, width, draw);
    const tensor = normals(1003, width, draw);
    const actual = await tensor.data();
    tensor.dispose();
    const error = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - actual[at]!)), 0);
    expect(error).toBeLessThan(1e-6);
  });

  test('uniforms are equal bit for bit, so the words are', async () => {
    const tensor = uniforms(1003, 5, draw);
    expect([...(await tensor.data())]).toEqual([...uniformsInFloat64(1003, 5, draw)]);
    tensor.dispose();
    const block = philox(1001, 4_000_000_000, 3, 0, draw.key, new Uint32Array(4));
    expect(uniformsInFloat64(1, 1, draw)[0]).toBe(((block[0]! >>> 9) + 0.5) * 2 ** -23);
  });
}
