/** CSS pixels from the top left. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the parts of a pane are. */
export interface Place {
  pane: Rect;
  /** The data. */
  plot: Rect;
  /** The marginal of the first coordinate, and of the second, where there is room. */
  above?: Rect;
  beside?: Rect;
}

/** Panes of equal size that fill the space best: plots that are as large as possible. */
export function paneRects(count: number, { width, height }: { width: number; height: number }): Rect[] {
  const columns = bestColumns(count, width, height);
  const rows = Math.ceil(count / columns);
  const size = { width: Math.floor(width / columns), height: Math.floor(height / rows) };
  return Array.from({ length: count }, (_, i) => ({
    ...size,
    x: (i % columns) * size.width,
    y: Math.floor(i / columns) * size.height,
  }));
}

function bestColumns(count: number, width: number, height: number): number {
  const side = (columns: number): number => Math.min(width / columns, height / Math.ceil(count / columns));
  let best = 1;
  for (let columns = 2; columns <= count; columns++) if (side(columns) > side(best)) best = columns;
  return best;
}

/** Room for ticks around a plot, and for a heading above it. */
const MARGIN = { left: 46, right: 14, top: 12, bottom: 34 };
export const HEADING = 20;
/** Of a marginal. */
const STRIP = { share: 0.11, least: 22, most: 48, gap: 4 };
/** Smaller plots have no marginals. */
const SMALL = 170;

/** How much longer than the window a plot may be along either axis. */
const LONGER = { across: 1.9, along: 1.35 };

/**
 * Panes no larger than they have to be, in the middle of where they were: a window that is stretched over much more than itself shows nothing there.
 *
 * @param plots the plot of each pane and the aspect (width over height) of its window; nothing where axes are stretched
 */
export function trimmed(panes: readonly Rect[], plots: readonly { plot: Rect; aspect: number | undefined }[]): Rect[] {
  const excess = (room: (plot: Rect, aspect: number) => number): number =>
    Math.max(0, Math.min(...plots.map(({ plot, aspect }) => (aspect === undefined ? 0 : room(plot, aspect)))));
  const across = Math.floor(excess(({ width, height }, aspect) => width - LONGER.across * aspect * height));
  const along = Math.floor(excess(({ width, height }, aspect) => height - (LONGER.along * width) / aspect));
  return panes.map(({ x, y, width, height }) => ({
    x: x + Math.floor(across / 2),
    y: y + Math.floor(along / 2),
    width: width - across,
    height: height - along,
  }));
}

/** @param headings lines above the plot, one for each ensemble in the pane */
export function placeOf(pane: Rect, { marginals, headings }: { marginals: boolean; headings: number }): Place {
  const top = pane.y + MARGIN.top + headings * HEADING;
  const [width, height] = [pane.width - MARGIN.left - MARGIN.right, pane.y + pane.height - top - MARGIN.bottom];
  const side = Math.min(width, height);
  const strip = Math.round(Math.min(STRIP.most, Math.max(STRIP.least, STRIP.share * side)));
  const taken = marginals && side >= SMALL ? strip + STRIP.gap : 0;
  const plot = {
    x: pane.x + MARGIN.left,
    y: top + taken,
    width: Math.max(1, width - taken),
    height: Math.max(1, height - taken),
  };
  if (taken === 0) return { pane, plot };
  return {
    ...{ pane, plot },
    above: { x: plot.x, y: top, width: plot.width, height: strip },
    beside: { x: plot.x + plot.width + STRIP.gap, y: plot.y, width: strip, height: plot.height },
  };
}
