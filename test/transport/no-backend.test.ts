import { getBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { entropicMap, sinkhorn, sinkhornDivergence } from '../../src/transport/index.ts';
import { gaussianCloud } from './clouds.ts';

// In this order, and in a file of its own: nothing here has chosen a backend.
test('small problems need no tensor backend', async () => {
  await sinkhorn([[0], [1]], [[0.5], [2]], { epsilon: 0.1 });
  expect(getBackend()).toBeFalsy();
});

test('large problems choose one when nobody has', async () => {
  const [x, y] = [gaussianCloud(300, 2, 'x'), gaussianCloud(250, 2, 'y', 1, 1)];
  const solve = () => sinkhornDivergence(x, y, { epsilon: 0.3 });
  const [single, atTheSameTime, another] = await Promise.all([solve(), solve(), solve()]);
  expect(getBackend()).toBeTruthy();
  expect(single.converged).toBe(true);
  expect([atTheSameTime.value, another.value]).toEqual([single.value, single.value]);
  const double = await sinkhornDivergence(x, y, { epsilon: 0.3, precision: 'double' });
  expect(single.value).toBeCloseTo(double.value, 4);
  const map = await entropicMap(x, y, { epsilon: 0.3 });
  expect(map(x).image).toHaveLength(600);
});
