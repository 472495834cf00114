import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTick, formatTime, niceTicks } from '../../src/picture/index.ts';

describe('niceTicks', () => {
  it('takes multiples of 1, 2 or 5 times a power of ten, both ends included', () => {
    expect(niceTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
    expect(niceTicks([-7, 7], 4)).toEqual([-5, 0, 5]);
    expect(niceTicks([-0.3, 0.3], 3)).toEqual([-0.2, 0, 0.2]);
    expect(niceTicks([1e5, 4e5], 3)).toEqual([1e5, 2e5, 3e5, 4e5]);
  });

  it('has about as many as wanted, all inside, at equal distances, for any interval', () => {
    const interval = fc.tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(interval, fc.integer({ min: 2, max: 12 }), ([low, length], count) => {
        const ticks = niceTicks([low, low + length], count);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(count / 1.6));
        expect(ticks.length).toBeLessThanOrEqual(1.6 * count + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-6 * length);
          expect(tick).toBeLessThanOrEqual(low + length * (1 + 1e-6));
        }
        const texts = ticks.map((tick) => formatTick(tick, ticks));
        if (length > 1e-2 * Math.abs(low)) expect(new Set(texts).size).toBe(ticks.length);
      }),
    );
  });

  it('has none where there is no interval', () => {
    expect(niceTicks([1, 1], 4)).toEqual([]);
    expect(niceTicks([0, Number.NaN], 4)).toEqual([]);
    expect(niceTicks([0, Number.POSITIVE_INFINITY], 4)).toEqual([]);
  });

  it('writes all ticks with the same decimals and a real minus sign', () => {
    const ticks = niceTicks([-1, 1], 4);
    expect(ticks.map((tick) => formatTick(tick, ticks))).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0']);
    expect(formatTick(-20, [-40, -20, 0])).toBe('−20');
    expect(formatTick(2e6, [0, 1e6, 2e6])).toBe('2e6');
    const large = [0, 5e4, 1e5, 1.5e5];
    expect(large.map((tick) => formatTick(tick, large))).toEqual(['0', '5e4', '1.0e5', '1.5e5']);
    expect(formatTick(-2e-6, [-2e-6, -1e-6])).toBe('−2e−6');
  });
});

describe('formatTime', () => {
  it('keeps as many digits as steps are fine', () => {
    expect(formatTime(1.2, 0.02)).toBe('1.20');
    expect(formatTime(0, 0.2)).toBe('0.0');
    expect(formatTime(3, 1)).toBe('3');
    expect(formatTime(0.123456789, 1e-9)).toBe('0.1235');
  });
});
