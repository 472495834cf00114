import { paintAxes } from './axes.ts';
import { paintGlobe } from './globe.ts';
import { paintGround } from './ground.ts';
import { paintHeading } from './heading.ts';
import { paintLine, windowAt } from './line.ts';
import type { Look, Size } from './look.ts';
import { paintMarginals } from './marginals.ts';
import type { PaneMoment } from './moment.ts';
import { paintExact, paintPairs } from './overlays.ts';
import type { Painter } from './painter.ts';
import { paletteOf } from './palette.ts';
import type { PaneContent } from './pane.ts';
import { paintPoints } from './points.ts';
import { momentsIn } from './seen.ts';
import { Typesetter } from './text.ts';

/** All panes at one moment, on an opaque ground. @param moments of the ensembles, in their order */
export function paintPicture(
  painter: Painter,
  size: Size,
  contents: readonly PaneContent[],
  moments: readonly PaneMoment[],
  look: Look,
): void {
  paintGround(painter, size, contents, moments, look);
  const seen = momentsIn(contents, moments);
  for (const [i, content] of contents.entries()) paintPoints(painter, content, seen[i]!, paletteOf(look.theme));
  drawInk(painter, contents, seen, look);
}

/** The layer above the particles: axes, headings, curves and overlays; where there is nothing, it is transparent. */
export function paintInk(
  painter: Painter,
  size: Size,
  contents: readonly PaneContent[],
  moments: readonly PaneMoment[],
  look: Look,
): void {
  painter.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  painter.clearRect(0, 0, size.width, size.height);
  drawInk(painter, contents, momentsIn(contents, moments), look);
}

function drawInk(painter: Painter, contents: readonly PaneContent[], moments: readonly PaneMoment[], look: Look): void {
  const palette = paletteOf(look.theme);
  const type = new Typesetter(painter, look);
  for (const [i, content] of contents.entries()) {
    const moment = moments[i]!;
    const window = windowAt(content, moment);
    if (content.line === 0 && content.turn) paintGlobe(painter, content, palette);
    else if (content.line === 0) paintAxes(painter, type, content, window, palette);
    if (content.axes.length === 1) {
      paintLine(painter, content, moment, window, { palette, potentials: look.potentials ?? true, type });
    } else {
      paintMarginals(painter, content, moment, palette);
      if (moment.pairs) paintPairs(painter, moment.pairs, content, palette);
      if (moment.exact && !content.turn) paintExact(painter, moment.exact, content, palette);
    }
    if (look.headings ?? true) paintHeading(painter, type, content, moment, palette);
  }
}
