import { expect, it } from 'vitest';
import { medianDistance } from '../../src/metrics/index.ts';
import { uniforms } from '../../src/random/index.ts';

it.each([1, 2, 3, 4, 7, 8, 30])('the median distance of %d points is that of all pairs in order', (count) => {
  for (const d of [1, 3]) {
    const uniform = uniforms(count, d, { key: [1, 2], step: d, stream: 0 });
    // Any places, and such with many equal distances.
    for (const points of [uniform, uniform.map((u) => Math.floor(3 * u))]) {
      const distances = Array.from({ length: count * count }, (_, pair) => [Math.floor(pair / count), pair % count])
        .filter(([i, j]) => i! < j!)
        .map(([i, j]) => Math.hypot(...Array.from({ length: d }, (_, k) => points[i! * d + k]! - points[j! * d + k]!)))
        .sort((a, b) => a - b);
      const middle = distances.length / 2;
      const median =
        distances.length > 0 ? (distances[Math.ceil(middle) - 1]! + distances[Math.floor(middle)]!) / 2 : 0;
      expect(medianDistance(points, d)).toBeCloseTo(median, 12);
    }
  }
});
