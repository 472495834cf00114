import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliderScale } from '../../src/viewer/page/controls/slider-scale.ts';

const field = { name: 'x', description: '', optional: false, kind: 'number', integer: false } as const;

describe('sliders', () => {
  it('without an upper bound, they are logarithmic around the default, a hundredfold both ways', () => {
    const scale = sliderScale({ ...field, initial: 0.1, low: 0 }, 0.1)!;
    expect([0, 0.25, 0.5, 1].map(scale.valueAt)).toEqual([0.001, 0.01, 0.1, 10]);
    expect(scale.placeOf(0.1)).toBeCloseTo(0.5, 12);
    expect([scale.placeOf(0), scale.placeOf(1e9)]).toEqual([0, 1]);
  });

  it('between two bounds they are linear', () => {
    const scale = sliderScale({ ...field, initial: 1, low: 0.5, high: 1 }, 1)!;
    expect([0, 0.5, 1].map(scale.valueAt)).toEqual([0.5, 0.75, 1]);
    expect(scale.placeOf(0.6)).toBeCloseTo(0.2, 12);
  });

  it('whole numbers stay whole and above zero', () => {
    const scale = sliderScale({ ...field, integer: true, initial: 16, low: 0 }, 16)!;
    expect([0, 0.5, 1].map(scale.valueAt)).toEqual([1, 16, 1600]);
  });

  it('without anything usual there is none', () => {
    expect(sliderScale({ ...field, low: 0 }, 0)).toBeUndefined();
  });

  it('a value that lies beyond is reached, and every place gives back its value', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, place) => {
          const scale = sliderScale({ ...field, initial: 1, low: 0 }, value)!;
          expect(Math.abs(Math.log(scale.valueAt(scale.placeOf(value)) / value))).toBeLessThan(0.01);
          expect(scale.placeOf(scale.valueAt(place))).toBeCloseTo(place, 2);
        },
      ),
    );
  });
});
