import { beforeAll, describe, expect, test } from 'vitest';
import { entropicMap, sinkhorn, sinkhornDivergence } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { line, planes } from './reference.ts';

beforeAll(() => testBackend());

const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance);
};

describe('reference values', () => {
  test('on the line: value, divergence, map with its two derivatives', async () => {
    const { x, y, a, b, epsilon } = line;
    const result = await sinkhorn(x, y, { a, b, epsilon, tolerance: 1e-12 });
    expect(result).toMatchObject({ converged: true, status: 'converged', cost: 'half-squared', epsilon });
    expect(result.marginalError).toBeLessThan(1e-12);
    expect(result.value).toBeCloseTo(line.value, 10);
    expect((await sinkhornDivergence(x, y, { a, b, epsilon })).value).toBeCloseTo(line.divergence, 9);
    const map = await entropicMap(x, y, { a, b, epsilon, tolerance: 1e-12 });
    const { image, jacobian, thirdCumulant } = map([[line.query]], { thirdCumulant: true });
    near([...image, ...jacobian, ...thirdCumulant!], line.map, 1e-9);
    expect(map.converged).toBe(true);
  });

  test.each(planes)('in the plane, cost $cost: value, divergence, potential, map', async (reference) => {
    const { x, y, a, b, epsilon, cost } = reference;
    const options = { a, b, epsilon, cost, tolerance: 1e-12 };
    const result = await sinkhorn(x, y, options);
    expect(result.value).toBeCloseTo(reference.value, 10);
    near(
      result.f.map((value) => value - result.f[0]!),
      reference.potential,
      1e-9,
    );
    const dual = a.reduce((s, w, i) => s + w * result.f[i]!, 0) + b.reduce((s, w, j) => s + w * result.g[j]!, 0);
    expect(result.value).toBeCloseTo(dual, 12);
    expect((await sinkhornDivergence(x, y, options)).value).toBeCloseTo(reference.divergence, 10);
    const map = await entropicMap(x, y, options);
    near(map(x).image, reference.map.flat(), 1e-9);
    near(map([x[0]!]).jacobian, reference.jacobianAtFirst, 1e-9);
  });
});
