import { type Bar, barsOfParticles, barsOfSites, highestOf, outlineOf } from './bars.ts';
import { colourOf, styleOf } from './colour.ts';
import { type Interval, lengthOf } from './interval.ts';
import type { Rect } from './layout.ts';
import type { PaneMoment } from './moment.ts';
import type { Painter } from './painter.ts';
import { type Palette, seriesColour } from './palette.ts';
import type { Curve, PaneContent } from './pane.ts';
import { traceArea, tracePath, within } from './paths.ts';
import type { Projection } from './scale.ts';

/** One coordinate shown, as a density: of sites on a grid in their own cells, of particles in equal bins. */
export function barsOf(
  { cells, axes, dimension }: PaneContent,
  moment: PaneMoment,
  k: number,
  interval: Interval,
): Bar[] {
  const axis = cells?.[k];
  if (axis && moment.weights) return barsOfSites(axis, moment.weights, interval);
  return barsOfParticles({ ...moment, dimension }, axes[k]!, interval);
}

/** Above the highest exact density. */
const ROOM = 1.45;

/** The two coordinates of a plane as histograms at its edges, with their exact densities. */
export function paintMarginals(painter: Painter, content: PaneContent, moment: PaneMoment, palette: Palette): void {
  const { place, window } = content;
  for (const [k, strip] of [place.above, place.beside].entries()) {
    if (!strip) continue;
    const bars = barsOf(content, moment, k, window[k]!);
    const exact = content.potential ? [] : (content.marginals[k] ?? []);
    const highest = exact.reduce((top, [, value]) => Math.max(top, value), 0);
    const top = highest > 0 ? ROOM * highest : 1.1 * highestOf(bars) || 1;
    const project = k === 0 ? upwards(strip, window[k]!, top) : sideways(strip, window[k]!, top);
    const colour = seriesColour(palette, content.index);
    within(painter, strip, () => {
      paintBars(painter, bars, { colour, opacity: barOpacity(content) }, project);
      paintCurve(painter, exact, palette.ink, project);
    });
  }
}

const upwards =
  ({ x, y, width, height }: Rect, interval: Interval, top: number): Projection =>
  (at, value) => [x + (width * (at - interval[0])) / lengthOf(interval), y + height * (1 - value / top)];

const sideways =
  ({ x, y, width, height }: Rect, interval: Interval, top: number): Projection =>
  (at, value) => [x + (width * value) / top, y + height * (1 - (at - interval[0]) / lengthOf(interval))];

/** Overlaid, histograms would hide each other. */
export const barOpacity = ({ lines }: PaneContent): number => (lines === 1 ? 0.35 : 0.12);

export function paintBars(
  painter: Painter,
  bars: readonly Bar[],
  { colour, opacity }: { colour: string; opacity: number },
  project: Projection,
): void {
  const outline = outlineOf(bars);
  painter.fillStyle = styleOf(colourOf(colour), opacity);
  traceArea(painter, outline, project);
  painter.fill();
  painter.strokeStyle = colour;
  painter.lineWidth = 1;
  tracePath(painter, outline, project);
  painter.stroke();
}

export function paintCurve(painter: Painter, curve: Curve, style: string, project: Projection, width = 1.4): void {
  painter.strokeStyle = style;
  painter.lineWidth = width;
  painter.lineJoin = 'round';
  tracePath(painter, curve, project);
  painter.stroke();
}
