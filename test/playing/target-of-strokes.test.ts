import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Stroke, targetOfStrokes } from '../../src/playing/index.ts';
import { buildTarget, logDensityAt } from '../../src/targets/index.ts';
import { chooseBackend } from '../../src/tensor/index.ts';

interface Mixture {
  means: number[][];
  weights?: number[];
  scale?: number;
  covariances?: number[][][];
}
const mixtureOf = (strokes: Stroke[]): Mixture => targetOfStrokes(strokes) as unknown as Mixture;

const LINE: Stroke = { points: [[0, 0], [3, 4]], width: 1 }; // biome-ignore format: a point
const CORNER: Stroke = { points: [[-2, 1], [-2, -1], [1, -1]], width: 0.6 }; // biome-ignore format: points

describe('a drawing as a target', () => {
  it('has Gaussians one deviation apart in the middles of equal pieces', () => {
    const { means, weights, scale } = mixtureOf([LINE]);
    expect(means).toHaveLength(10);
    means.forEach(([x, y], i) => {
      expect([x, y]).toEqual([expect.closeTo(0.3 * (i + 0.5), 12), expect.closeTo(0.4 * (i + 0.5), 12)]);
    });
    expect([weights, scale]).toEqual([undefined, 0.5]);
  });

  it('goes round corners', () => {
    const { means } = mixtureOf([{ points: [[0, 0], [1, 0], [1, 1]], width: 1 }]); // biome-ignore format: points
    expect(means).toEqual([[0.25, 0], [0.75, 0], [1, 0.25], [1, 0.75]]); // biome-ignore format: points
  });

  it('gives the same mass to the same length, whatever the width; a dot is as long as it is wide', () => {
    const { means, weights, covariances } = mixtureOf([
      { points: [[0, 0], [6, 0]], width: 1 },
      { points: [[0, 5], [3, 5]], width: 3 },
      { points: [[9, 9]], width: 1 },
    ]); // biome-ignore format: points
    const massAt = (row: number): number => means.reduce((sum, mean, i) => sum + (mean[1] === row ? weights![i]! : 0), 0);
    expect([0, 5, 9].map(massAt)).toEqual([0.6, 0.3, 0.1].map((mass) => expect.closeTo(mass, 12)));
    expect(new Set(covariances!.map(([[variance]]) => variance))).toEqual(new Set([0.25, 2.25]));
  }); // biome-ignore format: a table

  it('has moments that quadrature of its density confirms', async () => {
    await chooseBackend('cpu');
    const target = buildTarget(targetOfStrokes([CORNER, { points: [[2, 2]], width: 1.5 }]));
    const [h, low, nodes] = [0.06, -6, 220];
    const points = Float64Array.from({ length: 2 * nodes * nodes }, (_, i) => {
      const node = i >> 1;
      return low + h * (i % 2 === 0 ? node % nodes : Math.floor(node / nodes));
    });
    const density = (await logDensityAt(target, points, 'target')).map(Math.exp);
    const expectation = (f: (x: number, y: number) => number): number =>
      density.reduce((sum, value, i) => sum + value * h * h * f(points[2 * i]!, points[2 * i + 1]!), 0);
    const { mean, covariance } = target.moments!;
    expect(expectation(() => 1)).toBeCloseTo(1, 5);
    expect(expectation((x) => x)).toBeCloseTo(mean[0]!, 5);
    expect(expectation((_, y) => y)).toBeCloseTo(mean[1]!, 5);
    expect(expectation((x, y) => (x - mean[0]!) * (y - mean[1]!))).toBeCloseTo(covariance[0]![1]!, 4);
    expect(expectation((x) => (x - mean[0]!) ** 2)).toBeCloseTo(covariance[0]![0]!, 4);
    expect(expectation((_, y) => (y - mean[1]!) ** 2)).toBeCloseTo(covariance[1]![1]!, 4);
  });

  it('is even along a stroke', async () => {
    await chooseBackend('cpu');
    const target = buildTarget(targetOfStrokes([{ points: [[-5, 0], [5, 0]], width: 0.5 }])); // biome-ignore format: points
    const along = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? -3 + 0.03 * i : 0));
    const density = await logDensityAt(target, along, 'target');
    expect(Math.max(...density) - Math.min(...density)).toBeLessThan(1e-5);
  });

  it('is a target, with at most 200 components and the moments of its strokes', () => {
    const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
    const stroke = fc.record({
      points: fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 20 }),
      width: fc.double({ min: 0.01, max: 5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(stroke, { minLength: 1, maxLength: 30 }), (strokes) => {
        const spec = targetOfStrokes(strokes);
        const { means } = spec as unknown as Mixture;
        expect(means.length).toBeLessThanOrEqual(200);
        expect(means.length).toBeGreaterThanOrEqual(strokes.length);
        expect(buildTarget(spec).dimension).toBe(2);
      }),
    );
  });

  it.each<[Stroke[], string]>([
    [[], 'strokes: must be at least one, got none'],
    [new Array(201).fill(LINE), 'strokes: must be at most 200, got 201'],
    [[LINE, { points: [], width: 1 }], 'strokes[1].points: must be at least one, got none'],
    [[{ ...LINE, width: 0 }], 'strokes[0].width: must be more than 0, got 0'],
    [[{ points: [[0, Number.NaN]], width: 1 }], 'strokes[0].points[0]: must be two finite numbers, got [0,null]'],
  ])('refuses what is no drawing', (strokes, message) => {
    expect(() => targetOfStrokes(strokes)).toThrow(new InputError(message));
  });
});
