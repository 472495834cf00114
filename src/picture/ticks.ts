import { type Interval, lengthOf } from './interval.ts';

/** Multiples of 1, 2 or 5 times a power of ten in the interval, about `count` of them. */
export function niceTicks(interval: Interval, count: number): number[] {
  const [low, high] = interval;
  if (!(high > low) || !Number.isFinite(high - low)) return [];
  const step = niceStep(lengthOf(interval) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Counted, not summed: 0.1 + 0.2 is no tick. Nor is −0.
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step || 0);
}

/** The nearest one by ratio. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const farOff = (factor: number): number => Math.abs(Math.log((factor * power) / rough));
  return [1, 2, 5, 10].reduce((best, factor) => (farOff(factor) < farOff(best) ? factor : best)) * power;
}

/** Larger numbers, and those that need more decimals, are written in powers of ten. */
const LARGE = 1e5;
const MOST_DECIMALS = 4;

/** A tick as it is written, as exactly as all of them need; a real minus sign. */
export function formatTick(value: number, ticks: readonly number[]): string {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : Math.abs(value) || 1;
  const decimals = Math.max(0, -orderOf(step));
  const isPlain = decimals <= MOST_DECIMALS && ticks.every((tick) => Math.abs(tick) < LARGE);
  return (isPlain ? value.toFixed(decimals) : inPowers(value, step)).replaceAll('-', '−');
}

const orderOf = (value: number): number => Math.floor(Math.log10(Math.abs(value)) + 1e-9);

function inPowers(value: number, step: number): string {
  if (Math.abs(value) < step / 2) return '0';
  return value.toExponential(Math.max(0, orderOf(value) - orderOf(step))).replace('e+', 'e');
}

/** Physical time as exactly as the steps of a method are long, so that its digits stand still while it goes on. */
export function formatTime(time: number, stepSize: number): string {
  const decimals = stepSize > 0 ? Math.ceil(-Math.log10(stepSize) - 1e-9) : 0;
  return time.toFixed(Math.min(MOST_DECIMALS, Math.max(0, decimals))).replace('-', '−');
}
