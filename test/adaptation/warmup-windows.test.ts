import { expect, it } from 'vitest';
import { warmupWindows } from '../../src/adaptation/index.ts';

it.each([1000, 90, 20_000, 7])("has the proportions of Stan's windows at %d evaluations", (warmup) => {
  // Stan at its default, 1,000 iterations: 75 of buffer, windows of 25, 50, 100, 200 and 500, 50 at the end.
  const expected = [75, 100, 150, 250, 450, 950].map((edge) => (edge * warmup) / 1000);
  const edges = warmupWindows(warmup);
  expect(edges).toHaveLength(expected.length);
  edges.forEach((edge, i) => {
    expect(edge / expected[i]!).toBeCloseTo(1, 12);
  });
});
