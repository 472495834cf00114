import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timeline } from '../../src/playing/timeline.ts';

const parts = (timeline: Timeline<number>): number[] => timeline.moments.map(({ part }) => part);

describe('a timeline', () => {
  it('finds the nearest moment, and the last one before', () => {
    const timeline = new Timeline<number>(100);
    expect([timeline.nearest(0), timeline.until(1)]).toEqual([undefined, undefined]);
    for (const part of [0, 0.25, 0.5]) timeline.add(part, 10 * part, 1);
    expect([-1, 0.12, 0.125, 0.13, 9].map((part) => timeline.nearest(part)!.value)).toEqual([0, 0, 0, 2.5, 5]);
    expect([0.49, 0.5].map((part) => timeline.until(part)!.part)).toEqual([0.25, 0.5]);
    timeline.cut(0.25);
    expect(parts(timeline)).toEqual([0, 0.25]);
  });

  it('has one moment of a part, the latest', () => {
    const timeline = new Timeline<number>(100);
    for (const value of [1, 2, 3]) timeline.add(0.5, value, 1);
    expect(timeline.moments.map(({ value }) => value)).toEqual([3]);
  });

  it('drops every other moment when it is full, and goes on as sparsely', () => {
    const timeline = new Timeline<number>(8);
    for (let i = 0; i <= 8; i++) timeline.add(i / 64, i, 1);
    expect(parts(timeline)).toEqual([0, 2, 4, 6, 8].map((i) => i / 64));
    for (let i = 9; i <= 12; i++) timeline.add(i / 64, i, 1);
    expect(parts(timeline)).toEqual([0, 2, 4, 6, 8, 10, 12].map((i) => i / 64));
  });

  it('keeps the first, the latest and no large gap within its budget', () => {
    const moments = fc.array(
      fc.record({ gap: fc.double({ min: 1e-4, max: 0.02, noNaN: true }), bytes: fc.integer({ min: 1, max: 4 }) }),
      { minLength: 3, maxLength: 300 },
    );
    fc.assert(
      fc.property(moments, fc.integer({ min: 24, max: 60 }), (added, budget) => {
        const timeline = new Timeline<number>(budget);
        let part = 0;
        for (const { gap, bytes } of added) {
          part += gap;
          timeline.add(part, part, bytes);
          expect(timeline.bytes).toBeLessThanOrEqual(budget);
          expect(timeline.nearest(2)!.part).toBe(part);
        }
        const kept = parts(timeline);
        expect(kept[0]).toBe(added[0]!.gap);
        expect(kept).toEqual(kept.toSorted((a, b) => a - b));
        const gaps = kept.slice(1).map((each, i) => each - kept[i]!);
        const span = part - kept[0]!;
        expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.max(0.04, (16 * 4 * span) / budget) + 0.04);
      }),
    ); // biome-ignore format: a table
  });
});
