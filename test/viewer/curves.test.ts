import { describe, expect, it } from 'vitest';
import { figuresIn, linesOf } from '../../src/viewer/page/curves/line.ts';
import { withTickText } from '../../src/viewer/page/curves/tick-text.ts';
import type { Curves } from '../../src/viewer/protocol.ts';
import { energySeries } from '../../src/viewer/worker/energy-series.ts';

describe('energies', () => {
  it('rises are found at every step, also between the points that are drawn', () => {
    const energy = Array.from({ length: 5000 }, (_, i) => [i, -i] as const).map(
      ([t, e]) => [t, t === 4321 ? -10 : e] as const,
    );
    const { time, rises } = energySeries(energy);
    expect(time.length).toBeLessThanOrEqual(601);
    expect(time.at(-1)).toBe(4999);
    expect(rises).toEqual([[4321, -10]]);
  });

  it('rounding is no rise', () => {
    expect(energySeries([[0, 1], [1, 0.5], [2, 0.5 + 4e-6]]).rises).toEqual([]); // biome-ignore format: a list
    expect(energySeries([[0, 1], [1, 0.5], [2, 0.51]]).rises).toEqual([[2, 0.51]]); // biome-ignore format: a list
  });

  it('an energy that is not finite has no range', () => {
    expect(energySeries([[0, Number.NaN]]).rises).toEqual([]);
  });
});

describe('charts', () => {
  const curves: Curves[] = [
    {
      ensemble: 'a',
      series: { iterations: { time: [0], value: [3] }, energy: { time: [0, 1], value: [2, 1], floor: 0.5 } },
    },
    { ensemble: 'b', series: { other: { time: [0], value: [1] } } },
  ];

  it('figures come in a fixed order, unknown ones last', () => {
    expect(figuresIn(curves)).toEqual(['energy', 'iterations', 'other']);
  });

  it('a floor is a dashed line of its own, in the colour of the ensemble', () => {
    const lines = linesOf('energy', curves, (i) => `colour ${i}`);
    expect(lines.map(({ value, dashed, colour }) => [value, dashed, colour])).toEqual([
      [[2, 1], false, 'colour 0'],
      [[0.5, 0.5], true, 'colour 0'],
    ]);
    expect(linesOf('other', curves, (i) => `colour ${i}`).map(({ colour }) => colour)).toEqual(['colour 1']);
  });

  it('on a logarithmic axis only powers of ten are said', () => {
    expect(withTickText(true)(undefined, [0.01, 0.02, 0.1, null])).toEqual(['0.01', '', '0.1', '']);
    expect(withTickText(false)(undefined, [0.02, 0.30000000000000004])).toEqual(['0.02', '0.3']);
  });
});
