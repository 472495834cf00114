import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { coupling, entropicMap } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { gaussianCloud, unevenWeights } from './clouds.ts';

beforeAll(() => testBackend());

const n = 90;
const m = 150;
const x = gaussianCloud(n, 2, 'coupling-x', 1, 5);
const y = gaussianCloud(m, 2, 'coupling-y', 0.5, 6);
const a = unevenWeights(n, 'coupling-a');
const b = unevenWeights(m, 'coupling-b');
b[3] = 0;
const total = b.reduce((sum, value) => sum + value, 0);
b.forEach((value, j) => {
  b[j] = value / total;
});

test.each(['half-squared', 'squared'] as const)('the plan has its marginals, %s', async (cost) => {
  const plan = await coupling(x, y, { a, b, epsilon: 0.2, cost, tolerance: 1e-11 });
  const entries = plan.plan();
  for (let i = 0; i < n; i++) {
    const row = entries.subarray(i * m, (i + 1) * m);
    expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(a[i]!, 10);
    expect(row[3]).toBe(0);
  }
  for (let j = 0; j < m; j++) {
    let column = 0;
    for (let i = 0; i < n; i++) column += entries[i * m + j]!;
    expect(column).toBeCloseTo(b[j]!, 10);
  }
  expect(plan.rows(7, 2)).toEqual(entries.slice(7 * m, 9 * m));
});

test('the strongest pairs are the largest entries of each row', async () => {
  const plan = await coupling(x, y, { a, b, epsilon: 0.05 });
  const entries = plan.plan();
  const { partner, mass } = plan.topPairs(4);
  for (let i = 0; i < n; i++) {
    const row = entries.slice(i * m, (i + 1) * m);
    const largest = Float64Array.from(row).sort().reverse().subarray(0, 4);
    for (let k = 0; k < 4; k++) {
      expect(mass[4 * i + k]! / largest[k]!).toBeCloseTo(1, 8);
      expect(row[partner[4 * i + k]!]! / largest[k]!).toBeCloseTo(1, 8);
    }
  }
});

test('fewer partners than asked for leave −1', async () => {
  const { partner, mass } = (await coupling([[0], [1]], [[0], [2], [3]], { b: [0.5, 0, 0.5], epsilon: 1 })).topPairs(3);
  expect([...partner].map((j) => j === -1)).toEqual([false, false, true, false, false, true]);
  expect(mass[2]).toBe(0);
});

test('the barycentric map is the entropic map at the points', async () => {
  const options = { a, b, epsilon: 0.2 };
  const barycentric = (await coupling(x, y, options)).barycentricMap();
  const { image } = (await entropicMap(x, y, options))(x);
  barycentric.forEach((value, at) => {
    expect(value).toBeCloseTo(image[at]!, 12);
  });
});

test('a plan that is too large is refused, its rows are not', async () => {
  const plan = await coupling(gaussianCloud(2001, 1, 'p'), gaussianCloud(2000, 1, 'q'), {
    epsilon: 10,
    tolerance: 0.1,
  });
  expect(() => plan.plan()).toThrow(InputError);
  expect(plan.rows(2000, 1)).toHaveLength(2000);
  expect(() => plan.rows(2000, 2)).toThrow('not inside');
  expect(() => plan.topPairs(0)).toThrow(InputError);
});
