import { memory, type Tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { normals as hostNormals, uniforms as hostUniforms, Stream } from '../../src/random/index.ts';
import {
  blobDensity,
  blobDensityChange,
  blobForce,
  blobForceChange,
  kernelSum,
  loops,
  normals,
  softmin,
  uniforms,
} from '../../src/tensor/index.ts';

/*
 * Every pair kernel of the current backend against the plain loops, in float64, on the same float32 inputs. Runs in Node and in browsers.
 * Errors are measured against the sum of the absolute terms, which is what float32 can promise.
 */

const cloud = (count: number, width: number, step: number, { scale = 1, shift = 0 } = {}): Float32Array =>
  Float32Array.from(
    hostNormals(count, width, { key: [11, 22], step, stream: Stream.sample }),
    (value) => scale * value + shift,
  );

const absolute = (values: Float32Array): Float32Array => values.map(Math.abs);

/** The values of the tensor that `make` gives; nothing stays behind. */
async function pull(make: () => Tensor): Promise<Float32Array> {
  const result = tidy(make);
  const values = (await result.data()) as Float32Array;
  result.dispose();
  return values;
}

function expectClose(values: Float32Array, exact: Float64Array, tolerance: (index: number) => number): void {
  expect(values.length).toBe(exact.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === exact[i]) continue;
    const error = Math.abs(values[i]! - exact[i]!);
    expect(error, `entry ${i}: ${values[i]} for ${exact[i]}`).toBeLessThanOrEqual(tolerance(i));
  }
}

/** Removes some columns: the first, and every fifth. */
const withRemoved = (h: Float32Array): Float32Array => h.map((value, j) => (j % 5 === 0 ? -Infinity : value));

interface PairCase {
  name: string;
  n: number;
  m: number;
  d: number;
  epsilon: number;
  x?: Float32Array;
  y?: Float32Array;
  h?: Float32Array;
}

const CASES: PairCase[] = [
  { name: 'one pair', n: 1, m: 1, d: 1, epsilon: 0.5 },
  { name: 'one row', n: 1, m: 130, d: 3, epsilon: 0.5 },
  { name: 'one column', n: 70, m: 1, d: 2, epsilon: 0.1 },
  { name: 'no full tile', n: 65, m: 63, d: 2, epsilon: 0.1 },
  { name: 'one dimension', n: 40, m: 129, d: 1, epsilon: 0.05 },
  { name: 'ten dimensions', n: 50, m: 90, d: 10, epsilon: 2 },
  { name: '64 dimensions', n: 20, m: 40, d: 64, epsilon: 20 },
  { name: 'huge epsilon', n: 20, m: 100, d: 2, epsilon: 1e6 },
  {
    name: 'tiny epsilon',
    n: 20,
    m: 100,
    d: 2,
    epsilon: 1e-6,
    // The rows are the first of the columns: each has one weight 1, and the rest vanish.
    y: cloud(100, 2, 1),
    h: new Float32Array(100),
  },
  { name: 'equal points', n: 30, m: 80, d: 2, epsilon: 0.1, x: new Float32Array(60), y: new Float32Array(160) },
  {
    name: 'far from the origin',
    n: 30,
    m: 80,
    d: 2,
    epsilon: 0.5,
    x: cloud(30, 2, 1, { shift: 1000 }),
    y: cloud(80, 2, 2, { shift: 1000 }),
  },
  { name: 'removed columns', n: 30, m: 77, d: 2, epsilon: 0.2, h: withRemoved(cloud(77, 1, 3)) },
  { name: 'all columns removed', n: 5, m: 70, d: 2, epsilon: 0.2, h: new Float32Array(70).fill(-Infinity) },
];

function inputsOf({ n, m, d, x, y, h }: PairCase): { x: Float32Array; y: Float32Array; h: Float32Array } {
  return { x: x ?? cloud(n, d, 1), y: y ?? cloud(m, d, 2), h: h ?? cloud(m, 1, 3) };
}

function describePairs(cases: PairCase[], widths: number[]): void {
  it.each(cases)('softmin: $name', async (example) => {
    const { n, m, d, epsilon } = example;
    const { x, y, h } = inputsOf(example);
    const values = await pull(() => softmin(tensor2d(x, [n, d]), tensor2d(y, [m, d]), tensor1d(h), epsilon));
    const exact = loops.softminLoops(x, y, h, d, epsilon, new Float64Array(n));
    expectClose(values, exact, (i) => 2e-6 * (1 + epsilon + Math.abs(exact[i]!)));
  });

  it('softmin: points too far apart for float32 to tell the costs apart', async () => {
    const x = cloud(20, 2, 1);
    const y = cloud(30, 2, 2, { scale: 1e9, shift: 1e9 });
    const h = cloud(30, 1, 3);
    const values = await pull(() => softmin(tensor2d(x, [20, 2]), tensor2d(y, [30, 2]), tensor1d(h), 1e-3));
    const exact = loops.softminLoops(x, y, h, 2, 1e-3, new Float64Array(20));
    expectClose(values, exact, (i) => 1e-6 * Math.abs(exact[i]!));
  });

  describe.each([
    { form: 'plain', normalised: false },
    { form: 'normalised', normalised: true },
  ])('kernelSum, $form', ({ normalised }) => {
    it.each(cases)('$name', (example) => checkKernelSum(example, { width: 3, normalised, potentials: true }));

    it.each(widths)('%i value columns', (width) =>
      checkKernelSum({ name: '', n: 33, m: 70, d: 2, epsilon: 0.3 }, { width, normalised, potentials: true }),
    );

    it('no potentials', () =>
      checkKernelSum({ name: '', n: 33, m: 70, d: 2, epsilon: 0.3 }, { width: 2, normalised, potentials: false }));
  });
}

async function checkKernelSum(
  example: PairCase,
  { width, normalised, potentials }: { width: number; normalised: boolean; potentials: boolean },
): Promise<void> {
  const { n, m, d, epsilon } = example;
  const { x, y, h } = inputsOf(example);
  const v = cloud(m, width, 4);
  const values = await pull(() =>
    kernelSum(tensor2d(x, [n, d]), tensor2d(y, [m, d]), tensor2d(v, [m, width]), {
      epsilon,
      normalised,
      ...(potentials ? { h: tensor1d(h) } : {}),
    }),
  );
  const exactly = (column: Float32Array): Float64Array =>
    loops.kernelSumLoops(
      x,
      y,
      column,
      potentials ? h : undefined,
      { d, width },
      { epsilon, normalised },
      new Float64Array(n * width),
    );
  const exact = exactly(v);
  const size = exactly(absolute(v));
  // A weight exp(a) errs by |a| roundings of a; the weights below the normal numbers are zero.
  expectClose(values, exact, (i) => 5e-5 * size[i]! + 1e-35);
}

const BLOBS = [
  { n: 1, d: 1, bandwidth: 1 },
  { n: 130, d: 1, bandwidth: 0.1 },
  { n: 100, d: 2, bandwidth: 0.3 },
  { n: 70, d: 10, bandwidth: 2 },
  { n: 40, d: 64, bandwidth: 8 },
  { n: 60, d: 2, bandwidth: 1e-4 },
  { n: 60, d: 2, bandwidth: 1e4 },
  { n: 60, d: 2, bandwidth: 0.3, shift: 1000 },
];

function describeBlobs(cases: typeof BLOBS): void {
  it.each(cases)(
    'blob sums: n = $n, d = $d, bandwidth $bandwidth, shift $shift',
    async ({ n, d, bandwidth, shift }) => {
      const x = cloud(n, d, 5, { shift });
      const p = cloud(n, d, 6);
      const u = cloud(n, 1, 7);
      const w = cloud(n, 1, 8);
      const points = (): ReturnType<typeof tensor2d> => tensor2d(x, [n, d]);
      const direction = (): ReturnType<typeof tensor2d> => tensor2d(p, [n, d]);

      const density = loops.blobDensityLoops(x, d, bandwidth, new Float64Array(n));
      expectClose(await pull(() => blobDensity(points(), bandwidth)), density, (i) => 5e-6 * density[i]!);

      // Terms of both signs cancel, so the error is measured by the largest entry.
      const near = (values: Float32Array, exact: Float64Array, largestTerm: number): void => {
        const size = Math.max(...exact.map(Math.abs)) + 0.1 * largestTerm;
        expectClose(values, exact, () => 1e-5 * size);
      };
      const change = loops.blobDensityChangeLoops(x, p, d, bandwidth, new Float64Array(n));
      near(await pull(() => blobDensityChange(points(), direction(), bandwidth)), change, 1e-6 * d);
      const force = loops.blobForceLoops(x, u, d, bandwidth, new Float64Array(n * d));
      near(await pull(() => blobForce(points(), tensor1d(u), bandwidth)), force, 1e-6);
      const forceChange = loops.blobForceChangeLoops(x, p, u, w, d, bandwidth, new Float64Array(n * d));
      const changes = await pull(() => blobForceChange(points(), direction(), tensor1d(u), tensor1d(w), bandwidth));
      near(changes, forceChange, 1e-6 * d);
    },
  );
}

const DRAWS = [
  { count: 1, width: 1, draw: { key: [0, 0], step: 0, stream: 0 } },
  { count: 70, width: 2, draw: { key: [1, 2], step: 3, stream: 4 } },
  { count: 65, width: 7, draw: { key: [0xffffffff, 0x80000000], step: 0xffffffff, stream: 6, firstRow: 1000 } },
  { count: 3, width: 130, draw: { key: [5, 0xfffffffe], step: 0x80000001, stream: 1, firstRow: 0xffffffff } },
] as const;

function describeRandom(): void {
  it.each(DRAWS)('uniforms [$count, $width] bit for bit', async ({ count, width, draw }) => {
    const values = await pull(() => uniforms(count, width, draw));
    expect(values).toEqual(Float32Array.from(hostUniforms(count, width, draw)));
  });

  it.each(DRAWS)('normals [$count, $width] within 1e-6', async ({ count, width, draw }) => {
    const values = await pull(() => normals(count, width, draw));
    expectClose(values, hostNormals(count, width, draw), () => 1e-6);
  });

  it('normals of many rows within 1e-6', async () => {
    const draw = { key: [7, 8], step: 9, stream: Stream.noise } as const;
    const values = await pull(() => normals(20_000, 4, draw));
    expectClose(values, hostNormals(20_000, 4, draw), () => 1e-6);
  });
}

/**
 * All kernels of the current backend: choose it in a `beforeAll`. With `few`, for a second place that runs the same code: a case of each kind,
 * because a shader takes up to a second to compile on a CPU.
 */
export function describeAgreement({ few = false } = {}): void {
  describePairs(few ? CASES.filter(({ d }) => d === 2) : CASES, few ? [3] : [1, 2, 16, 17, 45]);
  describeBlobs(few ? BLOBS.filter(({ d }) => d === 2) : BLOBS);
  describeRandom();

  it('leaves no tensors behind', async () => {
    const before = memory().numTensors;
    for (let turn = 0; turn < 3; turn++) {
      const x = tensor2d(cloud(20, 2, 1), [20, 2]);
      const v = tensor2d(cloud(20, 3, 2), [20, 3]);
      const u = tensor1d(cloud(20, 1, 3));
      const draw = { key: [1, 2], step: turn, stream: Stream.noise } as const;
      const results = [
        softmin(x, x, u, 0.1),
        kernelSum(x, x, v, { epsilon: 0.1, h: u, normalised: true }),
        kernelSum(x, x, v, { epsilon: 0.1 }),
        blobDensity(x, 0.3),
        blobForce(x, u, 0.3),
        blobDensityChange(x, x, 0.3),
        blobForceChange(x, x, u, u, 0.3),
        normals(20, 2, draw),
        uniforms(20, 2, draw),
      ];
      expect(memory().numTensors).toBe(before + 3 + results.length);
      for (const tensor of [x, v, u, ...results]) tensor.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });
}
