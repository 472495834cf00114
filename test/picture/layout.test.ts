import { describe, expect, it } from 'vitest';
import { paneRects, placeOf } from '../../src/picture/index.ts';

const SIZE = { width: 1280, height: 720 };

describe('paneRects', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('fills the canvas with %i panes of one size that do not overlap', (count) => {
    const rects = paneRects(count, SIZE);
    expect(rects).toHaveLength(count);
    for (const [i, a] of rects.entries()) {
      expect(a.x + a.width).toBeLessThanOrEqual(SIZE.width);
      expect(a.y + a.height).toBeLessThanOrEqual(SIZE.height);
      for (const b of rects.slice(i + 1))
        expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y !== b.y).toBe(true);
    }
  });

  it('puts panes beside each other in a wide canvas, below each other in a high one', () => {
    expect(paneRects(2, SIZE)[1]).toMatchObject({ x: 640, y: 0 });
    expect(paneRects(2, { width: 400, height: 900 })[1]).toMatchObject({ x: 0, y: 450 });
  });
});

describe('placeOf', () => {
  it('leaves room for marginals at the upper and right edge, where there is room', () => {
    const pane = { x: 640, y: 0, width: 640, height: 720 };
    const { plot, above, beside } = placeOf(pane, { marginals: true, headings: 1 });
    expect(above!.y + above!.height).toBeLessThanOrEqual(plot.y);
    expect(beside!.x).toBeGreaterThanOrEqual(plot.x + plot.width);
    expect(beside!.x + beside!.width).toBeLessThanOrEqual(pane.x + pane.width);
    expect(placeOf({ ...pane, width: 200, height: 160 }, { marginals: true, headings: 1 }).above).toBeUndefined();
    expect(placeOf(pane, { marginals: false, headings: 1 }).beside).toBeUndefined();
  });

  it('goes down by a line for every overlaid ensemble', () => {
    const pane = { x: 0, y: 0, width: 640, height: 720 };
    const tops = [1, 2, 3].map((headings) => placeOf(pane, { marginals: false, headings }).plot.y);
    expect(tops[2]! - tops[1]!).toBe(tops[1]! - tops[0]!);
    expect(tops[1]!).toBeGreaterThan(tops[0]!);
  });
});
