import type { Painter } from './painter.ts';
import type { Palette } from './palette.ts';
import type { PaneContent } from './pane.ts';
import { projectionOf } from './scale.ts';
import type { Typesetter } from './text.ts';
import { formatTick, niceTicks } from './ticks.ts';
import type { Window } from './window.ts';

/** Pixels from one tick to the next, about. */
const SPACING = { across: 72, along: 58 };
const LENGTH = 4;
const SIZE = 11;

/** The frame of a plot, ticks, and what the axes are. */
export function paintAxes(
  painter: Painter,
  type: Typesetter,
  { place: { plot }, axes, dimension, isMirror }: PaneContent,
  window: Window,
  palette: Palette,
): void {
  const project = projectionOf(plot, window);
  const [bottom, isLine] = [plot.y + plot.height, axes.length === 1];
  painter.strokeStyle = palette.line;
  painter.lineWidth = 1;
  painter.strokeRect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1);
  const label = { colour: palette.quiet, size: SIZE };
  painter.beginPath();
  const across = niceTicks(window[0], Math.max(2, plot.width / SPACING.across));
  for (const value of across) {
    const x = Math.round(project(value, 0)[0]) + 0.5;
    painter.moveTo(x, bottom + 1);
    painter.lineTo(x, bottom + 1 + LENGTH);
    type.write(formatTick(value, across), x, bottom + LENGTH + 11, { ...label, align: 'center' });
  }
  const along = niceTicks(isLine ? [0, window[1][1]] : window[1], Math.max(2, plot.height / SPACING.along));
  for (const value of along) {
    const y = Math.round(project(0, value)[1]) + 0.5;
    painter.moveTo(plot.x - 1, y);
    painter.lineTo(plot.x - 1 - LENGTH, y);
    type.write(formatTick(value, along), plot.x - LENGTH - 4, y + 4, { ...label, align: 'right' });
  }
  painter.stroke();
  const nameOf = (k: number): string => (isMirror ? 'y' : 'x') + (dimension === 1 ? '' : axes[k]! + 1);
  writeName(type, nameOf(0), plot.x + plot.width / 2, bottom + 28, label);
  painter.save();
  painter.translate(plot.x - 33, plot.y + plot.height / 2);
  painter.rotate(-Math.PI / 2);
  writeName(type, isLine ? 'density' : nameOf(1), 0, 0, label);
  painter.restore();
}

/** A coordinate with its number below the line: fonts need not have such digits. */
function writeName(
  type: Typesetter,
  name: string,
  x: number,
  y: number,
  style: { colour: string; size: number },
): void {
  const [, letter, digits] = /^([xy])(\d+)$/.exec(name) ?? [];
  if (!letter || !digits) {
    type.write(name, x, y, { ...style, align: 'center' });
    return;
  }
  type.write(letter, x, y, { ...style, size: style.size + 1, align: 'right' });
  type.write(digits, x + 0.5, y + 3, { ...style, size: style.size - 2 });
}
