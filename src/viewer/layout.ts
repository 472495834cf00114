/** CSS pixels from the top left. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Room for ticks and titles around the plot of a pane. */
export const MARGIN = { left: 44, right: 10, top: 30, bottom: 30 };

/** One to six panes of equal size that fill the space best: nearly square plots. */
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

/** Where the data of a pane are drawn. */
export const plotOf = ({ x, y, width, height }: Rect): Rect => ({
  x: x + MARGIN.left,
  y: y + MARGIN.top,
  width: Math.max(1, width - MARGIN.left - MARGIN.right),
  height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
});
