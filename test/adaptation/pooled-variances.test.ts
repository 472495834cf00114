import { expect, it } from 'vitest';
import { PooledVariances } from '../../src/adaptation/index.ts';
import { normals } from '../../src/random/index.ts';

const empty = (dimension: number) => new PooledVariances(new Float64Array(PooledVariances.length(dimension)));

it('pools blocks of any size to the variances of all rows, shrunk as Stan does', () => {
  const d = 3;
  const rows = 57;
  const scale = [1, 100, 1e-3];
  const shift = [0, 5000, -2];
  const draws = normals(rows, d, { key: [1, 2], step: 0, stream: 0 });
  const values = Float32Array.from(draws, (z, i) => shift[i % d]! + scale[i % d]! * z);
  let pooled = empty(d);
  for (const [from, to] of [[0, 1], [1, 20], [20, 21], [21, 57]] as const) {
    pooled = new PooledVariances(pooled.numbers);
    pooled.add(values.slice(from * d, to * d));
  } // biome-ignore format: a table
  for (let k = 0; k < d; k++) {
    const column = Array.from({ length: rows }, (_, i) => values[i * d + k]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / rows;
    const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (rows - 1);
    const expected = (rows / (rows + 5)) * variance + (1e-3 * 5) / (rows + 5);
    expect(pooled.regularised()[k]! / expected).toBeCloseTo(1, 10);
  }
});

it('has variances above 0 for one particle that never moved', () => {
  const pooled = empty(2);
  pooled.add(Float32Array.of(3, 4));
  expect(Array.from(pooled.regularised())).toEqual([0.005 / 6, 0.005 / 6]);
});
