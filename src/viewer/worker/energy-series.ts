import type { Series } from '../protocol.ts';

/** A curve on a screen has no more points. */
const MOST = 600;
/** Of the range of an energy and of its size: what rounding in float32 does. */
const ROUNDING = { range: 1e-4, size: 1e-6 };

/** An energy after each step as a curve, and the steps at which it rose: those of all steps, not only of the ones drawn. */
export function energySeries(energy: readonly (readonly [time: number, value: number])[]): Series {
  const values = energy.map(([, value]) => value);
  const finite = values.filter(Number.isFinite);
  const range =
    finite.reduce((top, value) => Math.max(top, value), -Infinity) -
    finite.reduce((low, value) => Math.min(low, value), Infinity);
  const grace = (value: number): number => ROUNDING.range * range + ROUNDING.size * Math.abs(value);
  const rises = energy.filter(([, value], i) => i > 0 && value > values[i - 1]! + grace(value));
  const stride = Math.ceil(energy.length / MOST);
  const shown = energy.filter((_, i) => i % stride === 0 || i === energy.length - 1);
  return { time: shown.map(([time]) => time), value: shown.map(([, value]) => value), rises };
}
