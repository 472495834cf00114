import { describe, expect, test } from 'vitest';
import { keyOf, normals, Stream, uniformOf, uniforms } from '../../src/random/index.ts';

const draw = { key: keyOf('moments'), step: 0, stream: Stream.noise };
const COUNT = 60_000;

function mean(values: ArrayLike<number>, of: (value: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i]!);
  return sum / values.length;
}

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / a.length;
}

describe('uniforms', () => {
  test('never 0 and never 1, exact in float32', () => {
    for (const word of [0, 1, 511, 512, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const uniform = uniformOf(word);
      expect(uniform).toBeGreaterThan(0);
      expect(uniform).toBeLessThan(1);
      expect(Math.fround(uniform)).toBe(uniform);
    }
  });

  test('mean ½ and variance 1/12', () => {
    const values = uniforms(COUNT, 1, draw);
    expect(Math.abs(mean(values, (u) => u) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / COUNT));
    expect(Math.abs(mean(values, (u) => (u - 0.5) ** 2) - 1 / 12)).toBeLessThan(
      (5 * Math.sqrt(1 / 180)) / Math.sqrt(COUNT),
    );
  });
});

describe('normals', () => {
  // Var z^p of a standard normal: five standard errors of the sample moment.
  test.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('moment %i', (power, expected, variance) => {
    for (const coordinate of [0, 1, 2, 3]) {
      const values = normals(COUNT, 4, draw).filter((_, at) => at % 4 === coordinate);
      expect(Math.abs(mean(values, (z) => z ** power) - expected)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
    }
  });

  test('coordinates, steps, streams, keys and ensembles are uncorrelated', () => {
    const first = normals(COUNT, 1, draw);
    const others = [
      normals(COUNT, 2, draw).filter((_, at) => at % 2 === 1),
      normals(COUNT, 5, draw).filter((_, at) => at % 5 === 4),
      normals(COUNT, 1, { ...draw, step: 1 }),
      normals(COUNT, 1, { ...draw, stream: Stream.accept }),
      normals(COUNT, 1, { ...draw, key: keyOf('moments', 'other') }),
      normals(COUNT, 1, { ...draw, firstRow: 1 }),
    ];
    for (const other of others) expect(Math.abs(correlation(first, other))).toBeLessThan(5 / Math.sqrt(COUNT));
  });

  test('a narrower draw is the first coordinates of a wider one', () => {
    const wide = normals(50, 7, draw);
    const narrow = normals(50, 3, draw);
    for (let i = 0; i < 50; i++) {
      expect([...narrow.subarray(3 * i, 3 * i + 3)]).toEqual([...wide.subarray(7 * i, 7 * i + 3)]);
    }
  });

  test('the streams are distinct', () => {
    expect(new Set(Object.values(Stream)).size).toBe(Object.keys(Stream).length);
  });
});
