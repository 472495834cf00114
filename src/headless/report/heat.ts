import { greyPng } from '../../document/index.ts';
import { type Interval, lengthsOf, massesOver, type SiteAxis } from '../../picture/index.ts';
import type { RecordedFrame } from '../output/frame-file.ts';

/** The density of sites on a grid over their first two coordinates. */
export interface Heat {
  x: Interval;
  y: Interval;
  columns: number;
  /** Row by row from the lowest. */
  values: Float64Array;
  highest: number;
}

/** More could not be told apart in a picture of this size. */
const MOST_PIXELS = 192;
const ROUNDING = 1e-3;

/** A pixel for every cell; where cells are uneven or too many, so many equal pixels that share out their masses. */
export function heatOf([across, along]: readonly SiteAxis[], frame: RecordedFrame): Heat {
  const masses = massesOver(across!, along!, frame.weights);
  const [columns, rows] = [sharesOf(across!.edges), sharesOf(along!.edges)];
  const [x, y] = [hullOf(across!.edges), hullOf(along!.edges)];
  const area = ((x[1] - x[0]) / columns.pixels) * ((y[1] - y[0]) / rows.pixels);
  const cells = across!.edges.length - 1;
  const values = new Float64Array(columns.pixels * rows.pixels);
  for (const [row, line, part] of rows.shares)
    for (const [column, cell, share] of columns.shares)
      values[row * columns.pixels + column]! += (part * share * masses[line * cells + cell]!) / area;
  return { x, y, columns: columns.pixels, values, highest: values.reduce((top, value) => Math.max(top, value), 0) };
}

/** The picture, its brightness the square root of the density, white at `top`. */
export function pictureOf({ values, columns }: Heat, top: number): string {
  const rows = values.length / columns;
  const pixels = Uint8Array.from(values, (_, at) => {
    const [row, column] = [rows - 1 - Math.floor(at / columns), at % columns];
    return Math.round(255 * Math.sqrt(values[row * columns + column]! / top));
  });
  return greyPng(pixels, columns);
}

const hullOf = (edges: Float64Array): Interval => [edges[0]!, edges.at(-1)!];

/** Which share of each cell lies in which pixel. */
function sharesOf(edges: Float64Array): { pixels: number; shares: [pixel: number, cell: number, share: number][] } {
  const lengths = lengthsOf(edges);
  const isUniform = Math.max(...lengths) - Math.min(...lengths) < ROUNDING * lengths[0]!;
  if (isUniform && lengths.length <= MOST_PIXELS)
    return { pixels: lengths.length, shares: Array.from(lengths, (_, cell) => [cell, cell, 1]) };
  const [low, high] = hullOf(edges);
  const pixel = (high - low) / MOST_PIXELS;
  const shares: [number, number, number][] = [];
  lengths.forEach((length, cell) => {
    const [from, to] = [(edges[cell]! - low) / pixel, (edges[cell + 1]! - low) / pixel];
    for (let at = Math.floor(from); at < Math.min(MOST_PIXELS, Math.ceil(to)); at++)
      shares.push([at, cell, ((Math.min(to, at + 1) - Math.max(from, at)) * pixel) / length]);
  });
  return { pixels: MOST_PIXELS, shares };
}
