import { tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { createSinkhornSolver, entropicMap, sinkhorn } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { gaussianCloud } from './clouds.ts';

beforeAll(() => testBackend());

const x = [
  [0, 0],
  [1, 1],
];
const y = [[0, 1]];

describe('what the user got wrong', () => {
  test.each([
    ['epsilon is missing', x, y, undefined as never],
    ['epsilon is 0', x, y, { epsilon: 0 }],
    ['epsilon is NaN', x, y, { epsilon: Number.NaN }],
    ['cost is "cubed"', x, y, { epsilon: 1, cost: 'cubed' as never }],
    ['a sums to 0.9', x, y, { epsilon: 1, a: [0.5, 0.4] }],
    ['a[1] is -0.5', x, y, { epsilon: 1, a: [1.5, -0.5] }],
    ['b has 2 weights, but there are 1 points', x, y, { epsilon: 1, b: [0.5, 0.5] }],
    [
      'x[1][0] is NaN',
      [
        [0, 0],
        [Number.NaN, 0],
      ],
      y,
      { epsilon: 1 },
    ],
    ['x[1] has 1 coordinates', [[0, 0], [0]], y, { epsilon: 1 }],
    ['y has dimension 3, but x has dimension 2', x, [[0, 1, 2]], { epsilon: 1 }],
    ['x has no points', [], y, { epsilon: 1 }],
    ['x[0] is 3, but must be a row of coordinates', [3, 4] as never, y, { epsilon: 1 }],
    ['tolerance is 0', x, y, { epsilon: 1, tolerance: 0 }],
    ['maxIterations is 1.5', x, y, { epsilon: 1, maxIterations: 1.5 }],
    ['precision is "half"', x, y, { epsilon: 1, precision: 'half' as never }],
    ['warmStart.f has 1 values', x, y, { epsilon: 1, warmStart: { f: [0], g: [0] } }],
  ])('%s', async (message, first, second, options) => {
    const failure = await sinkhorn(first, second, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toContain(message);
    expect((failure as Error).message).not.toContain('\n');
  });

  test('a map asked in the wrong dimension', async () => {
    const map = await entropicMap(x, y, { epsilon: 1 });
    expect(() => map([[0]])).toThrow('points has dimension 1, but the map has dimension 2');
  });
});

describe('what the user may do', () => {
  test('tensors, rows and flat arrays give the same', async () => {
    const options = { epsilon: 0.5 };
    const rows = await sinkhorn(x, y, { ...options, a: [0.25, 0.75] });
    const tensors = await sinkhorn(tensor2d(x), tensor2d(y), { ...options, a: tensor1d([0.25, 0.75]) });
    const flat = await sinkhorn({ values: x.flat(), dimension: 2 }, y, { ...options, a: Float32Array.of(0.25, 0.75) });
    expect(tensors.f).toEqual(rows.f);
    expect(flat).toEqual(rows);
  });

  test('a point of zero weight takes no part, and its potential continues that of the others', async () => {
    const cloud = gaussianCloud(30, 2, 'x');
    const target = gaussianCloud(20, 2, 'y');
    const options = { epsilon: 0.3, tolerance: 1e-11 };
    const without = await sinkhorn(cloud, target, options);
    const withPoint = await sinkhorn({ values: [...cloud.values, 0.5, 0.5], dimension: 2 }, target, {
      ...options,
      a: [...new Array(30).fill(1 / 30), 0],
    });
    expect(withPoint.value).toBeCloseTo(without.value, 10);
    let sum = 0;
    for (let j = 0; j < 20; j++) {
      const c = 0.5 * ((0.5 - target.values[2 * j]!) ** 2 + (0.5 - target.values[2 * j + 1]!) ** 2);
      sum += Math.exp((withPoint.g[j]! - c) / 0.3) / 20;
    }
    expect(withPoint.f[30]).toBeCloseTo(-0.3 * Math.log(sum), 9);
  });

  test('not converged is said', async () => {
    const result = await sinkhorn(gaussianCloud(40, 2, 'x'), gaussianCloud(40, 2, 'y'), {
      epsilon: 0.01,
      maxIterations: 3,
    });
    expect(result).toMatchObject({ converged: false, status: 'max-iterations' });
    expect(result.iterations).toBeLessThanOrEqual(3);
    expect(result.marginalError).toBeGreaterThan(1e-9);
  });

  test('progress comes down to ε, and a signal stops the work', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const work = sinkhorn(gaussianCloud(40, 2, 'x'), gaussianCloud(40, 2, 'y'), {
      epsilon: 0.01,
      onProgress({ epsilon }) {
        seen.push(epsilon);
        if (epsilon === 0.01) controller.abort(new Error('enough'));
      },
      signal: controller.signal,
    });
    await expect(work).rejects.toThrow('enough');
    expect(seen[0]).toBeGreaterThan(1);
    expect(seen.toSorted((a, b) => b - a)).toEqual(seen);
  });

  test('a solver starts from the last step and pulls particles by conditional means', async () => {
    const solver = createSinkhornSolver({ epsilon: 0.2 });
    const from = gaussianCloud(60, 2, 'x', 1, 4);
    const to = gaussianCloud(50, 2, 'y');
    const first = await solver.solve(from, to);
    const moved = { values: Float64Array.from(from.values, (value) => 0.999 * value), dimension: 2 };
    const warm = await solver.solve(moved, to, first);
    const cold = await solver.solve(moved, to);
    expect(warm.iterations).toBeLessThan(cold.iterations);
    expect(warm.value).toBeCloseTo(cold.value, 7);
    const mean = warm.conditionalMean(tensor2d(Float32Array.from(moved.values), [60, 2]));
    const { image } = warm.map(moved);
    mean.dataSync().forEach((value, at) => {
      expect(value).toBeCloseTo(image[at]!, 5);
    });
    const self = await solver.solveSelf(moved);
    expect(self.f).toEqual(self.g);
    const again = await solver.solveSelf(moved, self.f);
    expect(again.iterations).toBeLessThanOrEqual(2);
  });
});
