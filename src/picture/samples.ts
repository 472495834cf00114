import type { DensityGrid } from './density.ts';
import { histogram } from './histogram.ts';
import { type Interval, lengthOf } from './interval.ts';

const CELLS = 120;

/**
 * The density of samples in the plane: a histogram under a Gaussian.
 *
 * @param smoothing of the width by Scott's rule in each direction
 */
export function gridOfSamples(
  x: Float64Array,
  y: Float64Array,
  across: Interval,
  along: Interval,
  smoothing = 1,
): DensityGrid {
  const cells = CELLS;
  const values = new Float64Array(cells * cells);
  const cellOf = (value: number, interval: Interval): number =>
    Math.floor(((value - interval[0]) / lengthOf(interval)) * cells);
  for (let i = 0; i < x.length; i++) {
    const column = cellOf(x[i]!, across);
    const row = cellOf(y[i]!, along);
    if (column >= 0 && column < cells && row >= 0 && row < cells) values[row * cells + column]! += 1;
  }
  const widthIn = (samples: Float64Array, interval: Interval): number =>
    (smoothing * spreadOf(samples) * samples.length ** (-1 / 6) * cells) / lengthOf(interval);
  for (let line = 0; line < cells; line++) blur(values, line * cells, 1, cells, widthIn(x, across));
  for (let line = 0; line < cells; line++) blur(values, line, cells, cells, widthIn(y, along));
  const mass = values.reduce((sum, value) => sum + value, 0) || 1;
  const area = (lengthOf(across) / cells) * (lengthOf(along) / cells);
  return { x: across, y: along, columns: cells, rows: cells, values: values.map((value) => value / mass / area) };
}

const FINE = 400;

/** The density of many samples: a fine histogram under a Gaussian of standard deviation `smoothing`. */
export function smoothDensity(values: ArrayLike<number>, interval: Interval, smoothing: number): [number, number][] {
  const fine = histogram(values, undefined, interval, FINE);
  const heights = Float64Array.from(fine, ([, height]) => height);
  blur(heights, 0, 1, FINE, (smoothing * FINE) / lengthOf(interval));
  return fine.map(([x], i) => [x, heights[i]!]);
}

/** A Gaussian of `width` cells along one line of `count` cells; nothing lies beyond its ends. */
function blur(values: Float64Array, start: number, stride: number, count: number, width: number): void {
  const reach = Math.min(count, Math.ceil(3 * width));
  if (reach === 0) return;
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / width) ** 2));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const line = Float64Array.from({ length: count }, (_, i) => values[start + i * stride]!);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = Math.max(-reach, -i); k <= Math.min(reach, count - 1 - i); k++)
      sum += kernel[k + reach]! * line[i + k]!;
    values[start + i * stride] = sum / total;
  }
}

/** The standard deviation; where tails or modes far apart make it large, that of a Gaussian with the same quartiles. */
function spreadOf(samples: Float64Array): number {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const deviation = Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length);
  return Math.min(deviation, quartileSpread(samples) || deviation);
}

function quartileSpread(samples: Float64Array): number {
  const sorted = samples.slice().sort();
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;
  return (quartile(0.75) - quartile(0.25)) / 1.349;
}

/** The standard deviation of a Gaussian that smooths samples of one coordinate: Silverman's rule by the quartiles. */
export const smoothingOf = (values: Float64Array): number =>
  Math.max(0.9 * quartileSpread(values) * values.length ** -0.2, Number.EPSILON);
