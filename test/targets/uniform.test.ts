import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { score, uniform } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

describe('the uniform law', () => {
  const bounds = [[-0.8, 0.8], [2, 5]]; // biome-ignore format: a box

  it('is normalised inside, faces included, and nothing outside', () => {
    const x = [0, 3, 0.8, 5, -0.8, 2, 0.81, 3, 0, 1.99, -50, 50];
    const { logDensity, gradient } = score(uniform({ bounds }), tf.tensor2d(x, [6, 2]));
    const [inside, outside] = [expect.closeTo(-Math.log(1.6 * 3), 5), Number.NEGATIVE_INFINITY];
    expect([...logDensity.dataSync()]).toEqual([inside, inside, inside, outside, outside, outside]);
    expect([...gradient.dataSync()].every((value) => Math.abs(value) === 0)).toBe(true);
  });

  it('has the moments of an interval', () => {
    const { mean, covariance } = uniform({ bounds }).moments!;
    expect(mean).toEqual([expect.closeTo(0, 15), 3.5]);
    expect(covariance).toEqual([[expect.closeTo(1.6 ** 2 / 12, 15), 0], [0, 0.75]]); // biome-ignore format: a matrix
  });

  it('has samples and quantiles inside', () => {
    const target = uniform({ bounds });
    const values = target.sample!(5000, 'inside');
    expect(
      score(target, tf.tensor2d(values, [5000, 2]))
        .logDensity.dataSync()
        .every(Number.isFinite),
    ).toBe(true);
    expect([0.25, 0.5, 1 - 1e-9].map(uniform({ bounds: [[2, 6]] }).quantile!)).toEqual([3, 4, expect.closeTo(6, 8)]);
  });

  it.each([
    [[[1, 1]], /^uniform.bounds\[0\]: must be \[low, high\] with low < high, got \[1,1\]$/],
    [[[0, 1], [3, 2]], /^uniform.bounds\[1\]: must be \[low, high\] with low < high, got \[3,2\]$/],
    [[[0, 1, 2]], /^uniform.bounds\[0\]: must be a list of length /],
    [[[0, Number.POSITIVE_INFINITY]], /^uniform.bounds\[0\]\[1\]: must be /],
    [[], /^uniform.bounds: must be a list of length at least 1/],
  ])('refuses the bounds %j', (wrong, message) => {
    expect(() => uniform({ bounds: wrong })).toThrow(InputError);
    expect(() => uniform({ bounds: wrong })).toThrow(message);
  }); // biome-ignore format: a table
});
