import { type Colour, colourOf } from './colour.ts';
import type { Rect } from './layout.ts';
import type { Look, Size } from './look.ts';
import type { PaneMoment } from './moment.ts';
import type { Painter, Pixels } from './painter.ts';
import { type Palette, paletteOf, seriesColour } from './palette.ts';
import type { PaneContent } from './pane.ts';
import { resampled } from './resampled.ts';
import { momentsIn } from './seen.ts';
import { bytesOf, shadingOf } from './shading.ts';
import { lengthsOf, massesOver } from './site-cells.ts';

/**
 * The lowest layer: the paper, the densities of targets in the plane, and the masses of sites on a grid. It changes with the moments only where
 * there are such sites: see `hasMovingGround`.
 */
export function paintGround(
  painter: Painter,
  size: Size,
  contents: readonly PaneContent[],
  moments: readonly PaneMoment[],
  look: Look,
): void {
  const palette = paletteOf(look.theme);
  const seen = momentsIn(contents, moments);
  painter.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  painter.fillStyle = palette.paper;
  painter.fillRect(0, 0, size.width, size.height);
  for (const [i, content] of contents.entries()) {
    if (content.axes.length === 1 || content.line > 0) continue;
    const inPlace = contents.map((_, k) => k).filter((k) => k >= i && contents[k]!.place.pane === content.place.pane);
    const { x, y } = inPixels(content.place.plot, size.ratio);
    const still = stillGround(painter, content, look, size.ratio);
    const moving = inPlace.filter((k) => contents[k]!.cells && seen[k]!.weights);
    if (moving.length === 0) {
      painter.putImageData(still, x, y);
      continue;
    }
    const pixels = painter.createImageData(still.width, still.height);
    for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = still.data[at]!;
    for (const k of moving) addMasses(pixels, contents[k]!, seen[k]!.weights!, palette);
    painter.putImageData(pixels, x, y);
  }
}

/** Whether the ground of a pane must be painted at every moment. */
export const hasMovingGround = ({ cells, axes }: PaneContent): boolean => cells !== undefined && axes.length === 2;

/** A plot in device pixels: images are not scaled. */
function inPixels({ x, y, width, height }: Rect, ratio: number): Rect {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  return {
    ...{ x: left, y: top },
    width: Math.max(1, Math.round((x + width) * ratio) - left),
    height: Math.max(1, Math.round((y + height) * ratio) - top),
  };
}

const painted = new WeakMap<PaneContent, { key: string; pixels: Pixels }>();

function stillGround(painter: Painter, content: PaneContent, { theme, ground }: Look, ratio: number): Pixels {
  const key = `${theme} ${ground} ${ratio}`;
  const known = painted.get(content);
  if (known?.key === key) return known.pixels;
  const { width, height } = inPixels(content.place.plot, ratio);
  const { ramp } = paletteOf(theme);
  const shades = shadingOf(content, ground, width, height);
  const colours = bytesOf(ramp);
  const pixels = painter.createImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    const shade = 3 * Math.round(255 * (shades?.[at] ?? 0));
    for (let part = 0; part < 3; part++) pixels.data[4 * at + part] = colours[shade + part]!;
    pixels.data[4 * at + 3] = 255;
  }
  painted.set(content, { key, pixels });
  return pixels;
}

/** The density of sites covers the ground with the colour of its ensemble, as far as the square root of the density goes. */
function addMasses(
  pixels: Pixels,
  { cells, window, index }: PaneContent,
  weights: Float32Array,
  palette: Palette,
): void {
  const [across, along] = cells!;
  const [widths, heights] = [lengthsOf(across!.edges), lengthsOf(along!.edges)];
  const columns = widths.length;
  const densities = massesOver(across!, along!, weights).map(
    (mass, at) => Math.max(0, mass) / (widths[at % columns]! * heights[Math.floor(at / columns)]!),
  );
  const highest = densities.reduce((top, value) => Math.max(top, value), 0) || 1;
  const { width, height, data } = pixels;
  const field = {
    x: middlesOf(across!.edges),
    y: middlesOf(along!.edges),
    values: densities.map((value) => Math.sqrt(value / highest)),
  };
  const cover = resampled(field, window, width, height);
  const colour = colourOf(seriesColour(palette, index));
  const inside = isInside(across!.edges, window[0], width);
  const within = isInside(along!.edges, window[1], height);
  for (let row = 0; row < height; row++) {
    if (!within[height - 1 - row]) continue;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (inside[column] && cover[at]! > 0) blend(data, 4 * at, colour, cover[at]!);
    }
  }
}

function blend(data: Pixels['data'], at: number, colour: Colour, cover: number): void {
  for (let part = 0; part < 3; part++) {
    const under = data[at + part]!;
    data[at + part] = under + cover * (255 * colour[part]! - under);
  }
}

const middlesOf = (edges: Float64Array): Float64Array =>
  Float64Array.from({ length: edges.length - 1 }, (_, i) => (edges[i]! + edges[i + 1]!) / 2);

/** Which pixels of a row lie between the ends of the cells. */
const isInside = (edges: Float64Array, [low, high]: readonly [number, number], pixels: number): boolean[] =>
  Array.from({ length: pixels }, (_, pixel) => {
    const at = low + ((high - low) * (pixel + 0.5)) / pixels;
    return at >= edges[0]! && at <= edges.at(-1)!;
  });
