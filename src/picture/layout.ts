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
