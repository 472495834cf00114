import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { greyPng } from '../../src/document/png.ts';
import { barsOf, commonTops } from '../../src/headless/report/bars.ts';
import { heatOf, pictureOf } from '../../src/headless/report/heat.ts';
import { potentialOf } from '../../src/headless/report/potential.ts';
import { axesOfSites, massesAlong, outlineOf } from '../../src/picture/index.ts';

const frame = (positions: number[], weights: number[]) => ({
  time: 0,
  positions: Float32Array.from(positions),
  weights: Float32Array.from(weights),
});
const edgesOf = (positions: number[], dimension: number): number[][] | undefined =>
  axesOfSites(Float32Array.from(positions), dimension)?.map(({ edges }) => Array.from(edges));

describe('the cells of sites', () => {
  it('on a line reach half way to the neighbours, and as far outwards, in whatever order the rows are', () => {
    expect(edgesOf([2, 0, 1], 1)).toEqual([[-0.5, 0.5, 1.5, 2.5]]);
    expect(edgesOf([0, 1, 3], 1)).toEqual([[-0.5, 0.5, 2, 4]]);
    expect(edgesOf([5], 1)).toEqual([[4.5, 5.5]]);
    const [axis] = axesOfSites(Float32Array.of(2, 0, 1), 1)!;
    expect(Array.from(massesAlong(axis!, Float32Array.of(0.5, 0.25, 0.125)))).toEqual([0.25, 0.125, 0.5]);
  });

  it('are none for places at random, for two sites at one place, and for clouds', () => {
    expect(edgesOf([0, 0.01, 1, 2], 1)).toBeUndefined();
    expect(edgesOf([0, 1, 1, 2], 1)).toBeUndefined();
    expect(edgesOf([0, 0, 1, 1], 2)).toBeUndefined();
    expect(edgesOf([0, 0, 0, 0, 1, 1, 1, 1], 2)).toBeUndefined();
  });

  it('of a product grid are those of its axes, whichever is the faster one', () => {
    const expected = [[-0.5, 0.5, 1.5], [-1, 1, 3, 5]]; // biome-ignore format: axes
    expect(edgesOf([0, 0, 0, 2, 0, 4, 1, 0, 1, 2, 1, 4], 2)).toEqual(expected);
    expect(edgesOf([0, 0, 1, 0, 0, 2, 1, 2, 0, 4, 1, 4], 2)).toEqual(expected);
  });
});

describe('the outline of bars', () => {
  it('goes from the ground to the ground and leaves out what is level', () => {
    const bars = [0, 2, 2, 0].map((height, i) => ({ from: i, to: i + 1, height }));
    expect(outlineOf(bars)).toEqual([[0, 0], [1, 0], [1, 2], [3, 2], [3, 0], [4, 0], [4, 0]]); // biome-ignore format: points
  });
});

describe('the bars of many sites', () => {
  const exhibitOf = (nodes: number) => {
    const positions = Array.from({ length: nodes }, (_, i) => i);
    return { dimension: 1, axes: axesOfSites(Float32Array.from(positions), 1)! };
  };
  const barsIn = (nodes: number, interval: [number, number]) => {
    const weights = Array.from({ length: nodes }, (_, i) => 1 + (i % 7));
    const look = { frame: frame([], weights), view: { intervals: [interval] } };
    return { weights, bars: barsOf(exhibitOf(nodes) as never, look, 0) };
  };

  it('are those in view', () => {
    const { bars, weights } = barsIn(300, [9.8, 12.2]);
    expect(bars).toEqual([10, 11, 12].map((i) => ({ from: i - 0.5, to: i + 0.5, height: weights[i] })));
  });

  it('are drawn together where there are more than pixels, and keep the mass', () => {
    const { bars, weights } = barsIn(1001, [-1, 2000]);
    expect(bars.length).toBeLessThanOrEqual(240);
    expect([bars[0]!.from, bars.at(-1)!.to]).toEqual([-0.5, 1000.5]);
    for (const [i, bar] of bars.entries()) expect(bar.from).toBe(bars[i - 1]?.to ?? -0.5);
    const mass = bars.reduce((sum, { from, to, height }) => sum + (to - from) * height, 0);
    expect(mass).toBeCloseTo(
      weights.reduce((sum, weight) => sum + weight, 0),
      6,
    );
  });
});

describe('the panels of a row', () => {
  it('are equally high where all can be seen then, else each as high as what is in it', () => {
    expect(commonTops([4, 20, 20])).toEqual([20, 20, 20]);
    expect(commonTops([4, 80, 60])).toEqual([4, 80, 60]);
  });
});

describe('the picture of sites in a plane', () => {
  const grid = (nodes: number, height = nodes): number[] =>
    Array.from({ length: nodes * height }, (_, at) => [Math.floor(at / height), at % height]).flat();

  it('has a pixel for every cell, which is the density', () => {
    const positions = grid(2, 3);
    const heat = heatOf(axesOfSites(Float32Array.from(positions), 2)!, frame(positions, [1, 2, 3, 4, 5, 6]));
    expect(heat).toMatchObject({ x: [-0.5, 1.5], y: [-0.5, 2.5], columns: 2, highest: 6 });
    expect(Array.from(heat.values)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it('of more dimensions is the marginal of the first two', () => {
    const positions = [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1];
    const { values } = heatOf(axesOfSites(Float32Array.from(positions), 3)!, frame(positions, [1, 2, 3, 4]));
    expect(Array.from(values)).toEqual([3, 7]);
  });

  it.each([
    ['too many cells', grid(500, 2)],
    ['uneven cells', [0, 1, 3, 6].flatMap((x) => [0, 1].flatMap((y) => [x, y]))],
  ])('of %s keeps the mass', (_, positions) => {
    const weights = Array.from({ length: positions.length / 2 }, (_, row) => 1 + (row % 5));
    const { values, columns, x, y } = heatOf(axesOfSites(Float32Array.from(positions), 2)!, frame(positions, weights));
    expect(columns).toBe(192);
    const area = ((x[1] - x[0]) * (y[1] - y[0])) / values.length;
    const mass = values.reduce((sum, value) => sum + value, 0) * area;
    expect(mass).toBeCloseTo(
      weights.reduce((sum, weight) => sum + weight, 0),
      6,
    );
  });

  it('is brightest where the density is highest, and lies the right way up', () => {
    const positions = grid(2);
    const heat = heatOf(axesOfSites(Float32Array.from(positions), 2)!, frame(positions, [0, 0.25, 0, 1]));
    const expected = Uint8Array.of(127.5 + 0.5, 255, 0, 0);
    expect(pictureOf(heat, heat.highest)).toBe(greyPng(expected, 2));
  });

  it('is a PNG', () => {
    const address = greyPng(Uint8Array.of(0, 128, 255, 7, 8, 9), 3);
    const bytes = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3, 2]);
    const length = bytes.readUInt32BE(33);
    expect(bytes.subarray(37, 41).toString('ascii')).toBe('IDAT');
    expect([...inflateSync(bytes.subarray(41, 41 + length))]).toEqual([0, 0, 128, 255, 0, 7, 8, 9]);
    // The checksum that every PNG ends with.
    expect(bytes.subarray(-4).toString('hex')).toBe('ae426082');
  });
});

describe('how much of a potential is seen', () => {
  const potential = [9, 4, 7, 0, 2, 30, Number.POSITIVE_INFINITY];
  const density = {
    ...{ x: [0, 7] as [number, number], y: [0, 1] as [number, number], columns: 7, rows: 1 },
    values: Float64Array.from(potential, (value) => Math.exp(-value)),
  };

  it('is somewhat more than the lowest pass from the law to the minimum', () => {
    const { top, grid, depths } = potentialOf(density, [frame([1.5], [1])], 1);
    expect(top).toBeCloseTo(1.3 * 7, 9);
    expect(grid.values[4]).toBeCloseTo(2, 9);
    expect(depths.values[3]).toBeCloseTo(top, 9);
    expect(depths.values.every(Number.isFinite)).toBe(true);
  });

  it('is more than where the law is, but not where next to nothing of it is', () => {
    expect(potentialOf(density, [frame([4.5, 5.5], [0.95, 0.05])], 1).top).toBeCloseTo(1.3 * 2, 9);
    expect(potentialOf(density, [frame([4.5, 0.5], [0.5, 0.5])], 1).top).toBeCloseTo(1.3 * 9, 9);
  });

  it('is all that is finite where the law is at the minimum', () => {
    expect(potentialOf(density, [frame([3.5], [1])], 1).top).toBeCloseTo(30, 9);
  });

  it('finds its way around a mountain in the plane', () => {
    const heights = [0, 9, 1, 1, 9, 1, 2, 3, 2];
    const plane = {
      ...{ x: [0, 3] as [number, number], y: [0, 3] as [number, number], columns: 3, rows: 3 },
      values: Float64Array.from(heights, (value) => Math.exp(-value)),
    };
    expect(potentialOf(plane, [frame([2.5, 0.5], [1])], 2).top).toBeCloseTo(1.3 * 3, 9);
  });
});
