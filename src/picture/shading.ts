import type { Colour } from './colour.ts';
import type { DensityGrid } from './density.ts';
import { centre } from './interval.ts';
import { levelsOf } from './levels.ts';
import type { Look } from './look.ts';
import type { PaneContent } from './pane.ts';
import type { Potential } from './potential.ts';
import { type Field, resampled } from './resampled.ts';
import type { Window } from './window.ts';

/** Shares of the mass inside the contours. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
/** Contours of a potential. */
const DEPTHS = 7;
/** A density this far below its highest, in logarithms, is nothing. */
const LOWEST = 40;

/**
 * How far the ground is shaded, 0 … 1, at every pixel of a plot, row by row from the top: filled contours with smooth edges, or the density itself.
 * Nothing where there is no target to show.
 */
export function shadingOf(
  { density, potential, window }: Pick<PaneContent, 'density' | 'potential' | 'window'>,
  ground: Look['ground'],
  width: number,
  height: number,
): Float32Array | undefined {
  if (!density || ground === 'none') return undefined;
  const size = [width, height] as const;
  if (potential) return bands(resampled(depthsOf(potential), window, ...size), depthLevels(potential), width);
  if (ground === 'heatmap') return heat(density, window, ...size);
  const levels = levelsOf(density, SHARES).map(Math.log);
  return bands(resampled(fieldOf(density, logarithm), window, ...size), levels, width);
}

const logarithm = (value: number, highest: number): number => Math.max(Math.log(value), Math.log(highest) - LOWEST);

function fieldOf(grid: DensityGrid, transform: (value: number, highest: number) => number): Field {
  const { x, y, columns, rows, values } = grid;
  const highest = values.reduce((top, value) => Math.max(top, value), 0);
  return {
    x: Float64Array.from({ length: columns }, (_, i) => centre(x, i, columns)),
    y: Float64Array.from({ length: rows }, (_, i) => centre(y, i, rows)),
    values: values.map((value) => transform(value, highest)),
  };
}

/** √V: contours at equal steps of it are, of a parabola, circles equally far from each other. Upside down, for the deepest is the darkest. */
const depthsOf = ({ grid, top }: Potential): Field => fieldOf(grid, (value) => -Math.sqrt(Math.min(value, 4 * top)));

const depthLevels = ({ top }: Potential): number[] =>
  Array.from({ length: DEPTHS }, (_, i) => (-Math.sqrt(top) * (i + 0.5)) / DEPTHS);

function heat(density: DensityGrid, window: Window, width: number, height: number): Float32Array {
  return resampled(
    fieldOf(density, (value, highest) => Math.sqrt(value / highest)),
    window,
    width,
    height,
  );
}

/** How many of the levels a field exceeds, as a part of all; an edge is as wide as a pixel. */
function bands(field: Float32Array, levels: readonly number[], width: number): Float32Array {
  const last = field.length - width;
  return field.map((value, at) => {
    const column = at % width;
    const across = field[column < width - 1 ? at + 1 : at]! - field[column > 0 ? at - 1 : at]!;
    const along = field[at < last ? at + width : at]! - field[at >= width ? at - width : at]!;
    const slope = Math.max(Math.hypot(across, along) / 2, 1e-9);
    let sum = 0;
    for (const level of levels) sum += Math.min(1, Math.max(0, 0.5 + (value - level) / slope));
    return sum / levels.length;
  });
}

/** A ramp of colours in 256 steps of three bytes. */
export function bytesOf(ramp: (part: number) => Colour): Uint8Array {
  return Uint8Array.from({ length: 3 * 256 }, (_, i) => Math.round(255 * ramp(Math.floor(i / 3) / 255)[i % 3]!));
}
