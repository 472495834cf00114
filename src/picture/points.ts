import { BEHIND } from './globe.ts';
import type { Rect } from './layout.ts';
import type { PaneMoment } from './moment.ts';
import type { Painter } from './painter.ts';
import { type Palette, seriesColour } from './palette.ts';
import { heightInStrip, type PaneContent, showsPoints } from './pane.ts';
import { projectionOf } from './scale.ts';

/** How the particles of an ensemble are drawn. */
export interface PointLook {
  /** CSS pixels across; with weights, those of a particle of mean weight. */
  size: number;
  /** 0 … 1 */
  opacity: number;
}

/** Of the mean distance of particles that fill the plot evenly. */
const SHARE = 0.42;
const SIZES = [1.3, 6] as const;
/** Of points that hardly overlap, and of so many that they make a density. */
const OPACITIES = [0.55, 0.9] as const;

/** More particles in less room are smaller and fainter. */
export function pointLook(count: number, { width, height }: Pick<Rect, 'width' | 'height'>): PointLook {
  const size = SHARE * Math.sqrt((width * height) / count);
  const opacity = OPACITIES[1] - 0.12 * Math.max(0, Math.log10(count / 300));
  return {
    size: Math.min(SIZES[1], Math.max(SIZES[0], size)),
    opacity: Math.min(OPACITIES[1], Math.max(OPACITIES[0], opacity)),
  };
}

/** A particle so many times as heavy as the mean is not drawn larger. */
const HEAVIEST = 40;

/** How many times as wide as one of mean weight a particle is: areas go as weights. */
export const widthFactor = (weight: number, count: number): number => Math.sqrt(Math.min(HEAVIEST, weight * count));

/** Discs in one path: less than half of the time of as many paths. */
const BATCH = 64;

const isNear = ({ x, y, width, height }: Rect, atX: number, atY: number, radius: number): boolean =>
  atX > x - radius && atX < x + width + radius && atY > y - radius && atY < y + height + radius;

/** The particles of a pane as discs; of sites that lie on no grid, their places too. */
export function paintPoints(
  painter: Painter,
  content: PaneContent,
  { positions, weights }: PaneMoment,
  palette: Palette,
): void {
  if (!showsPoints(content)) return;
  const { place, window, axes, dimension, count, index, sites, turn } = content;
  const { plot } = place;
  const project = projectionOf(plot, window);
  const { size, opacity } = pointLook(count, plot);
  const [across, along] = axes;
  painter.save();
  painter.beginPath();
  painter.rect(plot.x, plot.y, plot.width, plot.height);
  painter.clip();
  const discs = (
    style: string,
    alpha: number,
    radiusOf: (row: number) => number,
    isShown = (_row: number): boolean => true,
  ): void => {
    painter.fillStyle = style;
    painter.globalAlpha = alpha;
    painter.beginPath();
    for (let row = 0; row < count; row++) {
      const radius = isShown(row) ? radiusOf(row) : 0;
      const second = along === undefined ? 0 : positions[row * dimension + along]!;
      const [x, height] = project(positions[row * dimension + across!]!, second);
      const y = along === undefined ? plot.y + plot.height * (1 - heightInStrip(row)) : height;
      // What is not a number is nowhere.
      if (radius > 0 && isNear(plot, x, y, radius)) {
        painter.moveTo(x + radius, y);
        painter.arc(x, y, radius, 0, 2 * Math.PI);
      }
      if (row % BATCH === BATCH - 1) {
        painter.fill();
        painter.beginPath();
      }
    }
    painter.fill();
  };
  if (sites) discs(palette.quiet, 0.5, () => 0.8);
  const colour = seriesColour(palette, index);
  const radiusOf = (row: number): number => (size / 2) * (weights ? widthFactor(weights[row]!, count) : 1);
  if (turn) {
    const isBehind = (row: number): boolean => positions[3 * row + 2]! < 0;
    discs(colour, BEHIND * opacity, radiusOf, isBehind);
    discs(colour, opacity, radiusOf, (row) => !isBehind(row));
  } else {
    discs(colour, opacity, radiusOf);
  }
  painter.restore();
}
