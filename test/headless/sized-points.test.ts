import { describe, expect, it } from 'vitest';
import { haveWeights, sizedPoints } from '../../src/headless/report/sized-points.ts';

const frame = (weights: number[]) => ({
  time: 0,
  positions: Float32Array.from(weights.flatMap((_, i) => [i, 0, 7])),
  weights: Float32Array.from(weights),
});
const everywhere: [[number, number], [number, number]] = [[-1, 1e5], [-1, 1]]; // biome-ignore format: one line

describe('points of a picture', () => {
  it('are of one size and in their order where particles have equal weights', () => {
    const shown = sizedPoints(frame(new Array(10).fill(0.1)), 3, [[2, 5], [-1, 1]]); // biome-ignore format: one line
    expect(haveWeights(frame(new Array(10).fill(0.1)))).toBe(false);
    expect(shown).toEqual([{ points: { x: Float64Array.of(2, 3, 4, 5), y: new Float64Array(4) }, radius: 2 }]);
  });

  it('have areas that go as the weights', () => {
    const shown = sizedPoints(frame([0.1, 0.4, 0.1, 0.4]), 3, everywhere);
    const radii = new Map(shown.flatMap(({ points, radius }) => Array.from(points.x, (x) => [x, radius])));
    expect([...radii.keys()].sort()).toEqual([0, 1, 2, 3]);
    expect(radii.get(0)).toBe(radii.get(2));
    // Radii are rounded to .3 pixels.
    expect(Math.abs(radii.get(1)! - 2 * radii.get(0)!)).toBeLessThan(0.46);
    expect(radii.get(1)).toBeGreaterThan(1.5 * radii.get(0)!);
  });

  it('leave out what has next to no weight, and the lightest of too many', () => {
    const [few] = sizedPoints(frame([1e-6, 0.999_999]), 3, everywhere);
    expect(few!.points.x).toEqual(Float64Array.of(1));
    const many = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? 1 : 3) / 8000);
    const shown = sizedPoints(frame(many), 3, everywhere);
    const count = shown.reduce((sum, { points }) => sum + points.x.length, 0);
    expect(count).toBe(1500);
    for (const { points } of shown) for (const x of points.x) expect(x % 2).toBe(1);
  });
});
