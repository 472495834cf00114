import { HEADING } from './layout.ts';
import type { PaneMoment } from './moment.ts';
import type { Painter } from './painter.ts';
import { type Palette, seriesColour } from './palette.ts';
import type { PaneContent } from './pane.ts';
import type { Typesetter } from './text.ts';
import { formatTime } from './ticks.ts';

const GAP = 9;

/** The line above a plot: whose it is, its method, and when. */
export function paintHeading(
  painter: Painter,
  type: Typesetter,
  content: PaneContent,
  moment: PaneMoment,
  palette: Palette,
): void {
  const { place, line, name, index } = content;
  const method = content.isMirror ? 'mirror coordinates y = grad u(x)' : content.method;
  const [left, right] = [place.plot.x, (place.beside ?? place.plot).x + (place.beside ?? place.plot).width];
  const y = place.pane.y + HEADING * (line + 1) + 1;
  const stopped = moment.status === 'stopped';
  const bold = { colour: palette.ink, size: 13, bold: true };
  const quiet = { colour: palette.quiet, size: 12 };
  const time = stopped ? 'stopped' : `t = ${formatTime(moment.time, content.stepSize)}`;
  painter.fillStyle = seriesColour(palette, index);
  painter.beginPath();
  painter.arc(left + 4, y - 4.5, 4.5, 0, 2 * Math.PI);
  painter.fill();
  const timeStyle = { ...quiet, colour: stopped ? palette.warning : palette.ink };
  const end = right - type.widthOf(time, timeStyle) - GAP;
  type.write(time, right, y, { ...timeStyle, align: 'right' });
  const title = type.fitting(name, end - left - 15, bold);
  type.write(title, left + 15, y, bold);
  const from = left + 15 + type.widthOf(title, bold) + GAP;
  type.write(type.fitting(method, end - from, quiet), from, y, quiet);
}
